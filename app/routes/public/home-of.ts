/** Where somebody begins after signing in. */
export function homeOf(role: 'partner' | 'admin'): string {
  return role === 'admin' ? '/admin' : '/dashboard';
}
