/** Why a machine does not let us build a network, in a sentence that says what to do about it. Pure. */
import type { KernelFiles } from './kernel-files.ts';

/** What came of one thing that was tried: `veth`, a pair of interfaces; `enter`, nsenter(1); the others as in `Network`. */
export interface Try {
  readonly name: keyof typeof tools;
  /** 127: the shell found no such tool. */
  readonly exitCode: number;
  /** All that the tool wrote, on one line. */
  readonly said: string;
}

interface Tool {
  readonly tool: string;
  /** Of Debian and those made of it; others name it alike. */
  readonly package: string;
  /** What is missing where the kernel does not know what it was asked for, and how it is called there. */
  readonly kernel: { readonly part: string; readonly config: string; readonly module: string } | null;
  readonly fails: string;
}

const tools = {
  enter: { tool: 'nsenter', package: 'util-linux', kernel: null, fails: 'namespaces cannot be entered' },
  veth: {
    tool: 'ip',
    package: 'iproute2',
    kernel: { part: 'veth', config: 'CONFIG_VETH', module: 'veth' },
    fails: 'a pair of interfaces cannot be made',
  },
  offloads: { tool: 'ethtool', package: 'ethtool', kernel: null, fails: 'segmentation offload cannot be turned off' },
  rate: {
    tool: 'tc',
    package: 'iproute2',
    kernel: { part: 'tbf', config: 'CONFIG_NET_SCH_TBF', module: 'sch_tbf' },
    fails: 'the rate of an interface cannot be bounded',
  },
  delay: {
    tool: 'tc',
    package: 'iproute2',
    kernel: { part: 'netem', config: 'CONFIG_NET_SCH_NETEM', module: 'sch_netem' },
    fails: 'packets cannot be delayed',
  },
} as const satisfies Record<string, Tool>;

/** Null where it worked. */
export function toolRefusal(name: Try['name'], tries: readonly Try[], files: KernelFiles): string | null {
  const { tool, package: packageName, kernel, fails }: Tool = tools[name];
  const found = tries.find((one) => one.name === name);
  if (found === undefined) return `${fails}: nothing says why; try ${tool} by hand`;
  const { exitCode, said } = found;
  // Whether it has just the flags of ours does not show, only that it is there.
  if (exitCode === 0 || (name === 'enter' && exitCode !== 127)) return null;
  if (exitCode === 127) return `there is no ${tool}: install ${packageName} (apt-get install ${packageName})`;
  if (/not permitted|permission denied/i.test(said)) return `${fails} (${tool} says: ${said}): ${remedy(files, false)}`;
  if (kernel !== null && /unknown/i.test(said)) {
    const { part, config, module } = kernel;
    return `the kernel has no ${part} (${tool} says: ${said}): use one with ${config}, or load it as root (modprobe ${module})`;
  }
  return `${fails} (${tool} says: ${said}): another version of ${packageName}, or of the kernel, may do it`;
}

/** Why unshare(1) itself failed. */
export function namespaceRefusal(error: unknown, files: KernelFiles, isRoot: boolean): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: unknown; message?: unknown };
  if (code === 'ENOENT') return 'there is no unshare: install util-linux (apt-get install util-linux)';
  const said = String(stderr ?? message ?? error)
    .trim()
    .replaceAll(/\s+/g, ' ');
  return `network namespaces are refused here (${said}): ${remedy(files, isRoot)}`;
}

/** Settings that forbid user namespaces, or the privileges in them, with the value that does and one that does not. */
const settings = [
  // Of Debian's kernels, and of others that have the same patch.
  { name: 'kernel.unprivileged_userns_clone', forbids: '0', allows: '1' },
  // Of Ubuntu's since 23.10.
  { name: 'kernel.apparmor_restrict_unprivileged_userns', forbids: '1', allows: '0' },
  { name: 'user.max_user_namespaces', forbids: '0', allows: '10000' },
  { name: 'user.max_net_namespaces', forbids: '0', allows: '10000' },
] as const;

function remedy(files: KernelFiles, isRoot: boolean): string {
  const inContainer = 'in a container, give it CAP_SYS_ADMIN (docker: --privileged)';
  const first = isRoot ? inContainer : 'run as root';
  const forbidding = settings.filter(
    ({ name, forbids }) => files.read(`/proc/sys/${name.replaceAll('.', '/')}`) === forbids,
  );
  if (forbidding.length > 0) {
    const values = forbidding.map(({ name, allows }) => `${name}=${allows}`).join(' ');
    return `${first}, or allow it (sudo sysctl -w ${values})`;
  }
  if (isRoot) return first;
  const names = settings.slice(0, 3).map(({ name }) => name);
  return `${first}, or allow user namespaces (${names.join(', ')}); ${inContainer}`;
}
