// Referral capture for pages of other sites: <script async src="https://<portal>/ref.js"></script>
// With data-consent="required" nothing is sent or stored before window.tributaryConsent is true or tributary.consent(true) is called.
(() => {
  const script = document.currentScript;
  const api = new URL('/api/click', script.src).href;
  const refCookie = '%REF_COOKIE%';
  let allowed =
    window.tributaryConsent === true ||
    (window.tributaryConsent !== false && script.dataset.consent !== 'required');
  let clickId = null;
  let settle;
  const ready = new Promise((resolve) => {
    settle = resolve;
  });

  const read = (name) => {
    const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
    return found ? found.slice(name.length + 1) : '';
  };

  const write = (name, value, maxAge, domain) => {
    const host = `.${location.hostname}`;
    const shared = domain && host.endsWith(`.${domain.replace(/^\./, '')}`) ? `;domain=${domain}` : '';
    const secure = location.protocol === 'https:' ? ';secure' : '';
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
    document.cookie = `${name}=${value};path=/;max-age=${maxAge};samesite=lax${shared}${secure}`;
  };

  const capture = async () => {
    const query = new URLSearchParams(location.search);
    const ref = query.get('ref') || undefined;
    const via = query.get('via') || undefined;
    const imRef = query.get('im_ref') || undefined;
    if (!ref && !via && !imRef) return;
    const visitorId = read(refCookie).split('.')[4];
    const visit = {
      ref,
      via,
      imRef,
      visitorId,
      url: location.href,
      referrer: document.referrer || undefined,
    };
    // A Blob without a type needs no preflight.
    const answer = await fetch(api, {
      method: 'POST',
      body: new Blob([JSON.stringify(visit)]),
      keepalive: true,
    });
    if (answer.status !== 201) return;
    const click = await answer.json();
    if (!allowed) return;
    clickId = click.clickId;
    for (const each of click.cookies) write(each.name, each.value, each.maxAge, each.domain);
  };

  const start = () =>
    capture()
      .catch(() => {})
      .then(() => settle(window.tributary.clickId()));

  window.tributary = {
    // The latest click's id, or null; send it along when the visitor signs up.
    clickId: () => (allowed ? clickId || read(refCookie).split('.')[2] || read('im_ref') || null : null),
    // The same, once the visit that opened this page is stored.
    ready,
    consent: (given) => {
      if (given === allowed) return;
      allowed = given;
      if (given) return start();
      clickId = null;
      for (const domain of ['', '%COOKIE_DOMAIN%']) {
        write(refCookie, '', 0, domain);
        write('im_ref', '', 0, domain);
      }
    },
  };
  if (allowed) start();
})();
