/**
 * A coordinated turn at a known rate (Bar-Shalom, Li, Kirubarajan 2001, 11.7.1): speed is kept and the velocity turns by
 * omega rad/s, positive to the left (counter-clockwise seen from above), under white-noise acceleration of power spectral
 * density q m²/s³ along each axis. Below 1e-6 rad/s the limit is used. State and packing as in `straight.ts`.
 */
export interface Turn {
  /** sin(ωt)/ω and (1 - cos(ωt))/ω: what a turn makes of a velocity in displacement, s; cos(ωt), sin(ωt). */
  along: number;
  across: number;
  cos: number;
  sin: number;
  /** Noise by q: of each velocity, of each position, of position and velocity along the axis, of those across. */
  velocity: number;
  position: number;
  both: number;
  crossed: number;
}

export function createTurn(): Turn {
  return { along: 0, across: 0, cos: 1, sin: 0, velocity: 0, position: 0, both: 0, crossed: 0 };
}

/** Sets a turn by dtS seconds at omega rad/s; below 0 s, back. Noise is that of dtS >= 0. */
export function setTurn(out: Turn, omega: number, dtS: number): Turn {
  const angle = omega * dtS;
  out.cos = Math.cos(angle);
  out.sin = Math.sin(angle);
  out.velocity = dtS;
  if (Math.abs(omega) < 1e-6) {
    out.along = dtS;
    out.both = (dtS * dtS) / 2;
    out.across = omega * out.both;
    out.crossed = (omega * dtS * dtS * dtS) / 6;
    out.position = (dtS * dtS * dtS) / 3;
    return out;
  }
  // 1 - cos(a) and a - sin(a) lose their digits where a is small.
  const half = Math.sin(angle / 2);
  out.along = out.sin / omega;
  out.across = (2 * half * half) / omega;
  out.both = out.across / omega;
  const square = angle * angle;
  const lag =
    square < 1e-2
      ? (angle * square * (1 - (square / 20) * (1 - (square / 42) * (1 - square / 72)))) / 6
      : angle - out.sin;
  out.crossed = lag / (omega * omega);
  out.position = (2 * out.crossed) / omega;
  return out;
}

/** Moves the mean east, north, eastMps, northMps at x[at…at+3] in place. */
export function moveTurned(x: Float64Array, at: number, turn: Turn): void {
  const vE = x[at + 2];
  const vN = x[at + 3];
  x[at] += turn.along * vE - turn.across * vN;
  x[at + 1] += turn.across * vE + turn.along * vN;
  x[at + 2] = turn.cos * vE - turn.sin * vN;
  x[at + 3] = turn.sin * vE + turn.cos * vN;
}

/** Moves the packed covariance at p[at…at+9] in place: F P F' + Q. */
export function spreadTurned(p: Float64Array, at: number, turn: Turn, q: number): void {
  const { along: s, across: c, cos, sin } = turn;
  const EE = p[at + 7];
  const EN = p[at + 8];
  const NN = p[at + 9];
  const eE0 = p[at + 2];
  const eN0 = p[at + 3];
  const nE0 = p[at + 5];
  const nN0 = p[at + 6];
  // Of the moved position with the velocity before.
  const eE = eE0 + s * EE - c * EN;
  const eN = eN0 + s * EN - c * NN;
  const nE = nE0 + c * EE + s * EN;
  const nN = nN0 + c * EN + s * NN;
  const position = q * turn.position;
  p[at] += s * (eE0 + eE) - c * (eN0 + eN) + position;
  p[at + 1] += s * nE0 - c * nN0 + c * eE + s * eN;
  p[at + 4] += c * (nE0 + nE) + s * (nN0 + nN) + position;
  const both = q * turn.both;
  const crossed = q * turn.crossed;
  p[at + 2] = cos * eE - sin * eN + both;
  p[at + 3] = sin * eE + cos * eN + crossed;
  p[at + 5] = cos * nE - sin * nN - crossed;
  p[at + 6] = sin * nE + cos * nN + both;
  const velocity = q * turn.velocity;
  p[at + 7] = cos * cos * EE - 2 * cos * sin * EN + sin * sin * NN + velocity;
  p[at + 8] = cos * sin * (EE - NN) + (cos * cos - sin * sin) * EN;
  p[at + 9] = sin * sin * EE + 2 * cos * sin * EN + cos * cos * NN + velocity;
}

const own = createTurn();

/** Moves the mean east, north, eastMps, northMps at x[at…at+3] by dtS seconds of a turn in place. */
export function moveTurn(x: Float64Array, at: number, omega: number, dtS: number): void {
  moveTurned(x, at, setTurn(own, omega, dtS));
}

/** The 4x4 transition of the turn, row-major, into out[0…15]: for covariances, F P F'. */
export function turnTransition(out: Float64Array, omega: number, dtS: number): Float64Array {
  const { along, across, cos, sin } = setTurn(own, omega, dtS);
  out.fill(0);
  out[0] = 1;
  out[2] = along;
  out[3] = -across;
  out[5] = 1;
  out[6] = across;
  out[7] = along;
  out[10] = cos;
  out[11] = -sin;
  out[14] = sin;
  out[15] = cos;
  return out;
}
