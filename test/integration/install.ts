import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const neededJava = 17

/** A program that the integration tests require. */
export type Tool = 'java' | 'mvn' | 'redis-server' | 'kcat' | 'openssl' | 'docker-compose'

const brewNames: Readonly<Record<Tool, string>> = {
  java: 'openjdk',
  mvn: 'maven',
  'redis-server': 'redis',
  kcat: 'kcat',
  openssl: 'openssl',
  'docker-compose': 'docker-compose',
}

/**
 * Ensures that every tool is installed. As root on Debian it installs what is missing, and says so on
 * standard error. Elsewhere it throws with the one command to run. No test is skipped. The tests ask for all
 * of them at once (services.ts); what the benchmark starts too asks for its own.
 */
export function ensureTools(tools: readonly Tool[]): void {
  const missing = tools.filter((tool) => !isThere(tool))
  if (missing.length === 0) return
  if (!isRootOnDebian()) {
    throw new Error(`The integration tests need ${missing.join(', ')}. Run: ${installCommand(missing)}`)
  }
  install(missing)
  const still = missing.filter((tool) => !isThere(tool))
  if (still.length > 0) throw new Error(`Installed, but still not usable: ${still.join(', ')}`)
}

export function isThere(tool: Tool): boolean {
  if (tool === 'java') return javaVersion() >= neededJava
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0
}

function javaVersion(): number {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' })
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0)
}

function isRootOnDebian(): boolean {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0
}

function install(missing: readonly Tool[]): void {
  process.stderr.write(`integration tests: installing ${missing.join(', ')} with apt-get\n`)
  apt(['update'])
  apt(['install', '-y', '--no-install-recommends', ...missing.map(debianPackage)])
}

function apt(args: readonly string[]): void {
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300']
  // RUNLEVEL=1: packages do not start their services; ours run on ports of their own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const { status, error } = spawnSync('apt-get', [...options, ...args], { env, stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error(`apt-get ${args.join(' ')} failed with ${status}`, { cause: error })
}

// Java 17 if available, else the system's newer default. Candidates are known only after `apt-get update`.
function debianPackage(tool: Tool): string {
  if (tool === 'mvn') return 'maven'
  if (tool !== 'java') return tool
  return hasCandidate('openjdk-17-jre-headless') ? 'openjdk-17-jre-headless' : 'default-jre-headless'
}

function hasCandidate(name: string): boolean {
  const env = { ...process.env, LC_ALL: 'C' } // what it says is translated
  const { stdout } = spawnSync('apt-cache', ['policy', name], { env, encoding: 'utf8' })
  return /Candidate: \d/.test(stdout ?? '')
}

function installCommand(missing: readonly Tool[]): string {
  if (existsSync('/etc/debian_version')) {
    return `sudo apt-get install -y ${missing.map(debianPackage).join(' ')}`
  }
  return `brew install ${missing.map((tool) => brewNames[tool]).join(' ')} (or your system's own packages of these)`
}
