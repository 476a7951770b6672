/**
 * XML Schema's dateTime <-> milliseconds since 1970 UTC, without a clock or a calendar of the machine's.
 * Years 1 to 9999; the day's number is Hinnant's days_from_civil.
 */
const dateTimePattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(Z|[+-]\d\d:?\d\d)?$/;

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const dayMs = 86_400_000;

/** Without an offset it is taken as UTC. undefined where it is no date and time, such as February 30. */
export function timeMsOfDateTime(text: string): number | undefined {
  const found = dateTimePattern.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  const isMidnight = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 59) return undefined;
  const fractionMs = found[7] === undefined ? 0 : Number(`0.${found[7]}`) * 1000;
  const offsetMinutes = offsetOf(found[8] ?? 'Z');
  if (offsetMinutes === undefined) return undefined;
  const wholeMs = (hour * 3600 + minute * 60 + second) * 1000 - offsetMinutes * 60_000;
  return dayNumber(year, month, day) * dayMs + wholeMs + fractionMs;
}

function offsetOf(text: string): number | undefined {
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours * 60 + minutes > 14 * 60 || minutes > 59) return undefined;
  return (text[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/** UTC with milliseconds and "Z", as CoT has it: `2026-07-02T16:19:28.000Z`. */
export function dateTimeOf(timeMs: number): string {
  const wholeMs = Math.floor(timeMs);
  return `${secondsPart(wholeMs)}.${padded(modulo(wholeMs, 1000), 3)}Z`;
}

/** UTC in whole seconds with a numeric offset, as CAP has it: `2026-07-02T16:19:28-00:00`. */
export function capDateTimeOf(timeMs: number): string {
  return `${secondsPart(Math.floor(timeMs))}-00:00`;
}

function secondsPart(timeMs: number): string {
  const days = Math.floor(timeMs / dayMs);
  const { year, month, day } = civil(days);
  const seconds = Math.floor((timeMs - days * dayMs) / 1000);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${time.map((part) => padded(part, 2)).join(':')}`;
}

function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : monthDays[month - 1];
}

/** Years count from March, so that the leap day is a year's last; 400 of them have 146,097 days. */
function dayNumber(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
