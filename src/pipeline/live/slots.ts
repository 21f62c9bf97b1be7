import type { Lane } from '../lane.ts'

/** Of a lane that has not found its place yet. */
export const NOWHERE = -1

/** A lane of this process from one claim to the next. Mutable: it is where the lane stands. */
export type Slot = {
  readonly partition: number
  /** Whether the partition is this process' still, and was not claimed anew since. */
  readonly isOurs: boolean
  /** The same, and no batch is to be begun after a release. */
  readonly isCurrent: boolean
  /** Whether a newer claim has taken its place. */
  readonly isReplaced: boolean
  /** null before the lane is claimed, and where it has stopped. */
  lane: Lane | null
  /** Where the next fetch has to begin; a batch from elsewhere is not ours. */
  fetchFrom: number
  end: number
  isStopped: boolean
  /** Its partition is paused, and a batch goes on without the consumer's handler. */
  isOnItsOwn: boolean
}

/** The partitions that this process has been given, each with the slot of its newest claim. */
export type Slots = {
  /** A new slot for the partition, in the place of the one before. */
  renew(partition: number): Slot
  get(partition: number): Slot | undefined
  all(): readonly Slot[]
  clear(): void
  /** From now on none is current. */
  release(): void
  readonly claimed: number
}

export const createSlots = (): Slots => {
  const slots = new Map<number, Slot>()
  let isReleased = false
  return {
    renew: (partition) => {
      const slot: Slot = {
        partition,
        get isOurs() {
          return slots.get(partition) === slot
        },
        get isCurrent() {
          return !isReleased && slot.isOurs
        },
        get isReplaced() {
          return !isReleased && slots.has(partition) && !slot.isOurs
        },
        lane: null,
        fetchFrom: NOWHERE,
        end: NOWHERE,
        isStopped: false,
        isOnItsOwn: false,
      }
      slots.set(partition, slot)
      return slot
    },
    get: (partition) => slots.get(partition),
    all: () => [...slots.values()],
    clear: () => slots.clear(),
    release: () => {
      isReleased = true
    },
    get claimed() {
      return [...slots.values()].filter(({ lane }) => lane !== null).length
    },
  }
}
