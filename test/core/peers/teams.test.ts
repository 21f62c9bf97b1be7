import { describe, expect, it } from 'vitest'

import type { Account } from '../../../src/core/account.ts'
import { createPeers } from '../../../src/core/peers/peers.ts'
import { MOST_TEAMS, teamToTeach } from '../../../src/core/peers/teams.ts'

describe('teams', () => {
  it('stay bounded when the log invents them, and those that are known go on learning', () => {
    const peers = createPeers()
    const teach = (team: number) => teamToTeach(peers, { team } as Account)
    for (let team = 1; team <= MOST_TEAMS + 10; team++) teach(team)
    expect(peers.teams.size).toBe(MOST_TEAMS)
    expect(teach(1)).toBe(peers.teams.get(1))
    expect(teach(MOST_TEAMS + 1)).toBeNull()
  })
})
