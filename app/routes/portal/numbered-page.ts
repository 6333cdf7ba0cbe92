/** Which page of a numbered list an address asks for, from 1; anything else is the first. */
export function readPageNumber(params: URLSearchParams): number {
  const page = params.get('page') ?? '';
  return /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1;
}
