/** JSON as a file to be kept; nobody in between keeps it. */
export function jsonFile(text: string, name: string): Response {
  const safe = name.replace(/[^\w.-]+/g, '-').slice(0, 100) || 'configuration';
  return new Response(text, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="${safe}.json"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
