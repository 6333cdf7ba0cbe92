import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** False in the server's page and in its first moment in the browser; true from then on. What needs scripts appears only then. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
