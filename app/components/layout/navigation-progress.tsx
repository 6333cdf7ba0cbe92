import { useLocation, useNavigation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { MAIN_ID } from './skip-link';

/** A thin line on top while the next page is on its way; what comes quickly shows none. */
export function NavigationProgress() {
  const { state } = useNavigation();
  if (state === 'idle') return null;
  return (
    <div className="fixed inset-x-0 top-0 z-50 h-0.5 overflow-hidden" role="progressbar" aria-label="Loading">
      <div className="h-full w-1/3 animate-progress bg-accent" />
    </div>
  );
}

/** Another page takes the focus to its content, as the browser would: screen readers go on there and the Tab key starts there. */
export function useFocusOnNavigation(): void {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    document.getElementById(MAIN_ID)?.focus({ preventScroll: true });
  }, [pathname]);
}
