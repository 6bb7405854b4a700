const GIB = 1024 ** 3

/** Bytes as GiB with two decimals. */
export const toGib = (bytes: number): number => Math.round(bytes / GIB * 100) / 100

/** A share as a percentage from 0 to 100 with one decimal. */
export const toPercent = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10
