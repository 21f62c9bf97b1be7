import type { Lane } from '../lane.ts'

/** Offset of a lane that has not found its place yet. */
export const NOWHERE = -1

/** A lane of this process from one claim to the next. Mutable: it holds the lane's progress. */
export type Slot = {
  readonly partition: number
  /** Whether the partition is still assigned to this process, and was not claimed again since. */
  readonly isOurs: boolean
  /** As `isOurs`, but false after a release, when no batch may begin. */
  readonly isCurrent: boolean
  /** Whether a newer claim has taken its place. */
  readonly isReplaced: boolean
  /** null before the lane is claimed, and once it has stopped. */
  lane: Lane | null
  /** Where the next fetch has to begin; a batch fetched from elsewhere is not scored. */
  fetchFrom: number
  /**
   * Every offset below has been fetched. It is beyond the lane's next offset only by offsets without a record,
   * such as transaction markers. NOWHERE if it is not known.
   */
  readonly fetchedTo: number
  isStopped: boolean
  /** The partition is paused, and its batch goes on after the consumer's handler has returned. */
  isOnItsOwn: boolean
}

/** The partitions that this process has been given, each with the slot of its newest claim. */
export type Slots = {
  /** Makes a new slot for the partition, which replaces the one before. */
  renew(partition: number): Slot
  get(partition: number): Slot | undefined
  all(): readonly Slot[]
  clear(): void
  /** From now on no slot is current. */
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
        get fetchedTo() {
          return Math.max(slot.fetchFrom, slot.lane?.nextOffset ?? NOWHERE)
        },
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
