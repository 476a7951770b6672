/**
 * Where a phone points, rad clockwise from north, from the angles of a DeviceOrientationEvent in degrees (W3C Device
 * Orientation, 4.1: Z-X'-Y''). Lying flat it points with its top edge, held upright with its back; between the two with
 * the sum of both, so that nothing jumps. NaN where it points straight up or down.
 */
export function headingRad(alphaDeg: number, betaDeg: number, gammaDeg: number): number {
  const [alpha, beta, gamma] = [alphaDeg, betaDeg, gammaDeg].map((deg) => (deg * Math.PI) / 180);
  const [cosA, sinA] = [Math.cos(alpha), Math.sin(alpha)];
  const [cosB, sinB] = [Math.cos(beta), Math.sin(beta)];
  const [cosG, sinG] = [Math.cos(gamma), Math.sin(gamma)];
  const east = -sinA * cosB - (cosA * sinG + sinA * sinB * cosG);
  const north = cosA * cosB - (sinA * sinG - cosA * sinB * cosG);
  if (Math.hypot(east, north) < 0.2) return Number.NaN;
  return wrapped(Math.atan2(east, north));
}

/** 0 to 2 pi. */
export function wrapped(rad: number): number {
  const turn = 2 * Math.PI;
  return ((rad % turn) + turn) % turn;
}
