import { html } from 'hono/html';

/** A page of the demonstration product: plain, readable without scripts. */
export const productPage = (title: string, body: unknown) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Product (sandbox)</title>
<style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;--line:#8884;--soft:#8881}
body{max-width:52rem;margin:0 auto;padding:1rem 1rem 4rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:baseline;border-bottom:1px solid var(--line);padding-bottom:.75rem}
header b{margin-right:auto}
h1{font-size:1.5rem;line-height:1.25;margin:1.5rem 0 .5rem}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.25rem 1rem}
dd{margin:0;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);background:var(--soft);border-radius:.5rem;padding:.75rem;margin:.5rem 0}
code,pre{font:.8125rem/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.375rem .75rem .375rem 0;border-bottom:1px solid var(--line);vertical-align:top}
.acts{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:1rem}
.acts form{border:1px solid var(--line);border-radius:.5rem;padding:.75rem;display:flex;flex-direction:column;gap:.5rem}
.acts button{margin-top:auto}
.one{max-width:26rem}
label{display:block}
input{width:100%;padding:.5rem;font:inherit;box-sizing:border-box}
button{padding:.5rem 1rem;font:inherit;min-height:2.75rem}
.one button{margin-top:1rem;width:100%}
.note,[role=alert],[role=status]{border:1px solid var(--line);border-radius:.5rem;padding:.5rem .75rem}
td form{margin:0}
</style>
</head>
<body>
<header><b>Product</b><a href="/product">Handoffs</a><a href="/product/sign-up">Sign up</a></header>
<main>${body}</main>
</body>
</html>`;

/** "2026-01-10 12:00 UTC" */
export const moment = (iso: string) =>
  html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
