/** Absorption by air, dB per metre: ISO 9613-1:1993, equations 3 to 5, at 101.325 kPa. */
export function absorptionDbPerM(frequencyHz: number, temperatureC: number, humidityPercent: number): number {
  const kelvin = temperatureC + 273.15;
  const relative = kelvin / 293.15;
  const saturation = Math.exp(Math.LN10 * (-6.8346 * Math.exp(1.261 * Math.log(273.16 / kelvin)) + 4.6151));
  const molar = humidityPercent * saturation;
  const oxygenHz = 24 + (4.04e4 * molar * (0.02 + molar)) / (0.391 + molar);
  const nitrogenHz =
    (9 + 280 * molar * Math.exp(-4.17 * (Math.exp(-Math.log(relative) / 3) - 1))) / Math.sqrt(relative);
  const f2 = frequencyHz * frequencyHz;
  const classical = 1.84e-11 * Math.sqrt(relative);
  const relaxation =
    Math.exp(-2.5 * Math.log(relative)) *
    ((0.01275 * Math.exp(-2239.1 / kelvin)) / (oxygenHz + f2 / oxygenHz) +
      (0.1068 * Math.exp(-3352 / kelvin)) / (nitrogenHz + f2 / nitrogenHz));
  return 8.686 * f2 * (classical + relaxation);
}
