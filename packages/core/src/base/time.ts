/** Times are Float64 milliseconds since 1970 UTC (a step of about 0.24 µs today); spans are `…Ms` or, in kernels, `…S`. */

export const minuteMs = 60_000;
