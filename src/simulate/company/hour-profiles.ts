/** Weight of each hour of the day, 0 to 23, company time. */
export type HourProfile = readonly number[]

const from = (firstHour: number, weights: readonly number[]): HourProfile =>
  Array.from({ length: 24 }, (_, hour) => weights[(hour - firstHour + 24) % 24] ?? 0)

/** Measured: deliveries in Shanghai, per cent per hour from 8 h. */
export const delivery = from(
  8,
  [1.1, 6.4, 10.4, 11.1, 10.4, 8.4, 7.2, 7.5, 9, 9.1, 7.9, 5.5, 3.3, 1.8, 0.8, 0.2],
)

/** Assumed: an office day with a lunch dip and a thin evening. */
export const office = from(8, [5, 10, 12, 10, 4, 6, 11, 12, 11, 8, 4, 2, 1, 0.4])

/** Assumed: a counter is open longer, with peaks when customers come. */
export const counterEarly = from(7, [3, 8, 11, 12, 10, 6, 8, 10, 10, 8, 5, 2])
export const counterLate = from(10, [4, 7, 6, 7, 9, 10, 11, 11, 10, 8, 5, 2])

/** Assumed: pick-ups come in from the afternoon on, so labels are entered until late. */
export const entry = from(10, [2, 4, 3, 4, 7, 9, 11, 13, 14, 13, 11, 7, 2])

/** Assumed: two shifts of a call centre. */
export const careEarly = from(8, [6, 12, 14, 12, 8, 9, 13, 13, 10, 3])
export const careLate = from(13, [5, 9, 12, 12, 12, 11, 12, 12, 9, 4])

/** Assumed: line hauls are sorted at night. */
export const nightShift = from(20, [5, 9, 12, 14, 15, 14, 12, 10, 6, 3])

/** Measured qualitatively: an automatic account works evenly through all hours. */
export const roundTheClock = from(
  0,
  Array.from({ length: 24 }, () => 1),
)
