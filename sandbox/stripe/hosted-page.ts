import { html } from 'hono/html';

/** A page of this server's own, for people: plain, readable without styles and without scripts. */
export const hostedPage = (title: string, body: unknown) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{max-width:26rem;margin:3rem auto;padding:0 1rem}
label{display:block;margin:1rem 0 .25rem}
input,select{width:100%;padding:.5rem;font:inherit;box-sizing:border-box}
input[type=radio]{width:auto;margin:0 .5rem 0 0}
fieldset{margin:1.25rem 0 0;border:1px solid;border-radius:.5rem}
fieldset label{margin:.5rem 0}
button{margin-top:1.25rem;padding:.6rem 1rem;font:inherit;width:100%}
dl{display:grid;grid-template-columns:1fr auto;gap:.25rem 1rem;font-variant-numeric:tabular-nums}
dd{margin:0;text-align:right}
.note,[role=alert]{border:1px solid;border-radius:.5rem;padding:.5rem .75rem}
.total{font-weight:600}
</style>
</head>
<body><main>${body}</main></body>
</html>`;
