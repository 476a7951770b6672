const states = ['none', 'general', 'lifeguard', 'minfuel', 'nordo', 'unlawful', 'downed', 'reserved'];

/** The name of an emergency state, 0 to 7 (RTCA DO-260B, 2.2.3.2.7.8.1.1). */
export function emergencyName(state: number): string {
  return states[state];
}

/** The three Mode A codes that mean an emergency (ICAO Annex 10 volume IV, 2.1.4). */
export const emergencyOfSquawk: ReadonlyMap<string, string> = new Map([
  ['7500', 'unlawful'],
  ['7600', 'nordo'],
  ['7700', 'general'],
]);
