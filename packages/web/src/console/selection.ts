/** What the operator looks at. */
export type Selection = { of: 'track'; id: string } | { of: 'alert'; id: string; zoneId: string };
