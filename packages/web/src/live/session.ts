/** An operator's session: a one-time token in the address becomes a cookie that only the server can read. */

/** Takes the token out of the address and exchanges it. false where the server does not know it (any more). */
export async function openSession(): Promise<boolean> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return true;
  history.replaceState(null, '', location.pathname + location.search);
  const response = await fetch('/api/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  return response.ok;
}

/** Whether the session still holds: a WebSocket alone does not tell a refusal from a dead link. */
export async function isSessionGood(): Promise<boolean> {
  const response = await fetch('/api/picture', { method: 'HEAD' });
  return response.status !== 401 && response.status !== 403;
}

export function liveSocket(): WebSocket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${location.host}/api/live${location.search}`);
}
