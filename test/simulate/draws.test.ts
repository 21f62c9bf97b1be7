import { mean, variance } from 'simple-statistics'
import { expect, test } from 'vitest'

import { createRandom, type Random } from '../../src/simulate/random/create-random.ts'
import { gamma, lognormal, normal, overdispersed, poisson } from '../../src/simulate/random/draws.ts'

const sample = (draw: (random: Random) => number): number[] => {
  const random = createRandom('draws', draw.toString())
  return Array.from({ length: 40_000 }, () => draw(random))
}
const near = (value: number, expected: number) => expect(Math.abs(value / expected - 1)).toBeLessThan(0.05)

test.each([0.3, 1, 7, 60, 500])('a Poisson of mean %d has that mean and variance', (expected) => {
  const counts = sample((random) => poisson(random, expected))
  near(mean(counts), expected)
  near(variance(counts), expected)
})

test.each([
  [0.4, 3],
  [5, 2],
  [40, 4],
])('an over-dispersed count of mean %d has %d times that as its variance', (expected, ratio) => {
  const counts = sample((random) => overdispersed(random, expected, ratio))
  near(mean(counts), expected)
  near(variance(counts) / mean(counts), ratio)
})

test.each([0.2, 1, 3.5])('a gamma of shape %d has mean and variance equal to the shape', (shape) => {
  const values = sample((random) => gamma(random, shape))
  near(mean(values), shape)
  near(variance(values), shape)
})

test('the normal has mean 0 and deviation 1, and the lognormal its median', () => {
  const values = sample(normal)
  expect(Math.abs(mean(values))).toBeLessThan(0.02)
  near(variance(values), 1)
  const sorted = sample((random) => lognormal(random, 48, 0.7)).toSorted((left, right) => left - right)
  near(sorted[20_000] ?? 0, 48)
})

test('streams of different names have nothing in common', () => {
  const [one, other] = [createRandom(1, 'account', 1), createRandom(1, 'account', 11)]
  const first = Array.from({ length: 2000 }, () => [one(), other()] as const)
  const covariance = mean(first.map(([left, right]) => (left - 0.5) * (right - 0.5)))
  expect(Math.abs(covariance * 12)).toBeLessThan(0.08)
})
