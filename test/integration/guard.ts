import { spawn } from 'node:child_process'

/**
 * A shell that outlives this process by a moment. It holds the reading end of a pipe. When this process ends
 * in any way (even by SIGKILL), the pipe closes; the shell then kills and removes what was registered.
 */
const script = `
trap '' INT TERM HUP
newline='
'
pids= dirs= containers=
while read -r verb arg; do
  case $verb in
    pid) pids="$pids $arg" ;;
    gone) left=; for p in $pids; do [ "$p" = "$arg" ] || left="$left $p"; done; pids=$left ;;
    container) containers="$containers $arg" ;;
    dir) dirs="$dirs$arg$newline" ;;
  esac
done
for p in $pids; do kill -9 "$p" 2>/dev/null; done
for c in $containers; do docker rm -f -v "$c"; done
IFS=$newline
for d in $dirs; do rm -rf "$d"; done
`

export type Guard = {
  /** Kills the process when this one ends. */
  watch(pid: number): void
  /** The process has ended. Its pid may belong to another one by now, so it must not be killed. */
  forget(pid: number): void
  removeContainer(name: string): void
  /** Removes the directory when this process ends. */
  remove(directory: string): void
}

let guard: Guard | null = null

/** The guard of this process, started on first use. */
export function theGuard(): Guard {
  guard ??= startGuard()
  return guard
}

function startGuard(): Guard {
  const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  const tell = (verb: string, what: string | number) => shell.stdin.write(`${verb} ${what}\n`)
  shell.unref()
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref()
  return {
    watch: (pid) => void tell('pid', pid),
    forget: (pid) => void tell('gone', pid),
    removeContainer: (name) => void tell('container', name),
    remove: (directory) => void tell('dir', directory),
  }
}
