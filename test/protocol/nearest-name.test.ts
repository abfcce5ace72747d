import { describe, expect, it } from 'vitest'
import { nearestName } from '../../src/protocol/nearest-name.ts'

describe('the nearest name', () => {
  const names = ['corsOrigins', 'allowedHosts', 'maxConnections', 'maxConnectionsPerIp', 'pingMs']

  it.each([
    ['cors_origins', 'corsOrigins'],
    ['CORS-ORIGINS', 'corsOrigins'],
    ['corsOrigin', 'corsOrigins'],
    ['crosOrigins', 'corsOrigins'],
    ['maxConnectionPerIP', 'maxConnectionsPerIp'],
    ['maxConnection', 'maxConnections'],
    ['ping', undefined],
    ['toString', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ])('of %s is %s', (name, nearest) => {
    expect(nearestName(name, names)).toBe(nearest)
  })
})
