package io.belay.client.error;

import java.util.Arrays;

/**
 * Every errno that a socket can raise, with its number on Linux (x86-64 and arm64; a few other
 * architectures number them differently). The man page that says more stands behind each.
 */
public enum Errno {
  /**
   * 1: Not allowed. On connect: a BPF or LSM hook refused it, as systemd's IPAddressDeny and Cilium
   * do. See {@code connect(2)}.
   */
  EPERM(1, "Operation not permitted"),

  /**
   * 2: No such file. On a socket: injected by a hook, or the path of a local socket is missing. See
   * {@code unix(7)}.
   */
  ENOENT(2, "No such file or directory"),

  /**
   * 4: A signal interrupted the call before anything happened. The JDK and Netty repeat it. See
   * {@code signal(7)}.
   */
  EINTR(4, "Interrupted system call"),

  /** 5: The device failed. See {@code errno(3)}. */
  EIO(5, "Input/output error"),

  /** 9: Not an open file descriptor: used after close. See {@code errno(3)}. */
  EBADF(9, "Bad file descriptor"),

  /**
   * 11: Nothing to do without waiting; on connect of a TCP socket, the routing cache is full. See
   * {@code connect(2)}.
   */
  EAGAIN(11, "Resource temporarily unavailable"),

  /** 12: The kernel has no memory for this. See {@code socket(7)}. */
  ENOMEM(12, "Cannot allocate memory"),

  /**
   * 13: Permission denied. On connect: a prohibit route, an ICMPv6 admin-prohibited, or broadcast;
   * on bind: a port below net.ipv4.ip_unprivileged_port_start. See {@code connect(2)}.
   */
  EACCES(13, "Permission denied"),

  /** 14: An address outside the process: a bug in native code. See {@code errno(3)}. */
  EFAULT(14, "Bad address"),

  /** 16: The resource is in use. See {@code errno(3)}. */
  EBUSY(16, "Device or resource busy"),

  /** 19: No such network device. See {@code netdevice(7)}. */
  ENODEV(19, "No such device"),

  /**
   * 22: Invalid argument. On connect: a blackhole route, or a link-local IPv6 address without its
   * scope. See {@code connect(2)}.
   */
  EINVAL(22, "Invalid argument"),

  /** 23: The whole system has no file descriptor left (fs.file-max). See {@code socket(2)}. */
  ENFILE(23, "Too many open files in system"),

  /** 24: The process has no file descriptor left (RLIMIT_NOFILE). See {@code socket(2)}. */
  EMFILE(24, "Too many open files"),

  /**
   * 32: A write after the connection was shut down at our end, or after the peer answered with RST.
   * See {@code send(2)}.
   */
  EPIPE(32, "Broken pipe"),

  /** 38: The kernel does not have this call, or a seccomp filter hides it. See {@code errno(3)}. */
  ENOSYS(38, "Function not implemented"),

  /** 63: Out of streams resources. See {@code errno(3)}. */
  ENOSR(63, "Out of streams resources"),

  /** 64: The machine is not on the network. See {@code errno(3)}. */
  ENONET(64, "Machine is not on the network"),

  /** 67: The link has been severed. See {@code errno(3)}. */
  ENOLINK(67, "Link has been severed"),

  /** 70: Communication error on send. See {@code errno(3)}. */
  ECOMM(70, "Communication error on send"),

  /** 71: Protocol error. See {@code errno(3)}. */
  EPROTO(71, "Protocol error"),

  /** 75: A value does not fit into its type. See {@code errno(3)}. */
  EOVERFLOW(75, "Value too large for defined data type"),

  /** 88: The file descriptor is not a socket. See {@code errno(3)}. */
  ENOTSOCK(88, "Socket operation on non-socket"),

  /** 89: No destination address was given. See {@code send(2)}. */
  EDESTADDRREQ(89, "Destination address required"),

  /** 90: The message is larger than can be sent at once. See {@code send(2)}. */
  EMSGSIZE(90, "Message too long"),

  /** 91: The protocol does not fit the socket's type. See {@code connect(2)}. */
  EPROTOTYPE(91, "Protocol wrong type for socket"),

  /**
   * 92: The option is unknown at this level; on connect, the host answered ICMP
   * protocol-unreachable. See {@code icmp(7)}.
   */
  ENOPROTOOPT(92, "Protocol not available"),

  /** 93: The protocol is not supported. See {@code socket(2)}. */
  EPROTONOSUPPORT(93, "Protocol not supported"),

  /** 94: The socket type is not supported. See {@code errno(3)}. */
  ESOCKTNOSUPPORT(94, "Socket type not supported"),

  /** 95: The socket does not support the operation. See {@code errno(3)}. */
  EOPNOTSUPP(95, "Operation not supported"),

  /** 96: The protocol family is not supported. See {@code errno(3)}. */
  EPFNOSUPPORT(96, "Protocol family not supported"),

  /**
   * 97: The address family is not supported: IPv6 is switched off, or an IPv4 socket got an IPv6
   * address. See {@code socket(2)}.
   */
  EAFNOSUPPORT(97, "Address family not supported by protocol"),

  /**
   * 98: The local address and port are taken; on connect, no local port is free. See {@code
   * connect(2)}.
   */
  EADDRINUSE(98, "Address already in use"),

  /**
   * 99: On bind: the address is not one of this machine's; on connect: no local port is free. See
   * {@code ip(7)}.
   */
  EADDRNOTAVAIL(99, "Cannot assign requested address"),

  /** 100: The network interface is down. See {@code netdevice(7)}. */
  ENETDOWN(100, "Network is down"),

  /** 101: No route leads there, or a router said so by ICMP. See {@code ip(7)}. */
  ENETUNREACH(101, "Network is unreachable"),

  /** 102: The network dropped the connection. See {@code errno(3)}. */
  ENETRESET(102, "Network dropped connection on reset"),

  /** 103: The connection was aborted at our end, as {@code ss -K} does. See {@code errno(3)}. */
  ECONNABORTED(103, "Software caused connection abort"),

  /** 104: The peer, or something on the path, answered with RST. See {@code tcp(7)}. */
  ECONNRESET(104, "Connection reset by peer"),

  /** 105: The kernel has no buffer space for this. See {@code send(2)}. */
  ENOBUFS(105, "No buffer space available"),

  /** 106: The socket is already connected. See {@code connect(2)}. */
  EISCONN(106, "Transport endpoint is already connected"),

  /** 107: The socket is not connected. See {@code errno(3)}. */
  ENOTCONN(107, "Transport endpoint is not connected"),

  /** 108: A write after this end shut its output down. See {@code errno(3)}. */
  ESHUTDOWN(108, "Cannot send after transport endpoint shutdown"),

  /**
   * 110: The peer's host did not answer in time: SYNs, retransmissions, keepalive probes or
   * TCP_USER_TIMEOUT ran out. See {@code tcp(7)}.
   */
  ETIMEDOUT(110, "Connection timed out"),

  /**
   * 111: Nobody listens at that address and port, or a firewall answers in their place. See {@code
   * connect(2)}.
   */
  ECONNREFUSED(111, "Connection refused"),

  /** 112: The host is down. See {@code errno(3)}. */
  EHOSTDOWN(112, "Host is down"),

  /**
   * 113: The host does not answer ARP or neighbour discovery, or a router or firewall said by ICMP
   * that it cannot be reached. See {@code ip(7)}.
   */
  EHOSTUNREACH(113, "No route to host"),

  /** 114: A connect is already under way. See {@code connect(2)}. */
  EALREADY(114, "Operation already in progress"),

  /** 115: The connect has begun and is not done. Not a failure. See {@code connect(2)}. */
  EINPROGRESS(115, "Operation now in progress"),

  /** 121: Remote I/O error. See {@code errno(3)}. */
  EREMOTEIO(121, "Remote I/O error"),

  /** 122: A quota is used up. See {@code errno(3)}. */
  EDQUOT(122, "Disk quota exceeded"),

  /**
   * 125: The operation was cancelled, as io_uring does when its ring or file closes. See {@code
   * io_uring(7)}.
   */
  ECANCELED(125, "Operation canceled"),

  /** The failure came from a socket, and nothing tells which errno was behind it. */
  UNKNOWN(0, "Unknown error");

  private static final Errno[] BY_NUMBER = byNumber();

  private final int number;
  private final String text;

  Errno(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /**
   * The number on Linux, as {@code strace} and {@code errno(1)} know it.
   *
   * @return 1 to 133, or 0 for {@link #UNKNOWN}
   */
  public int number() {
    return number;
  }

  /**
   * What glibc's {@code strerror} says in English.
   *
   * @return the text
   */
  public String text() {
    return text;
  }

  /**
   * The errno of a number.
   *
   * @param number the number on Linux; a negative one, as system calls and Netty return it, counts
   *     as its absolute value
   * @return the errno, {@link #UNKNOWN} if it is none that a socket raises
   */
  public static Errno ofNumber(int number) {
    int index = number < 0 ? -number : number;
    return index >= 0 && index < BY_NUMBER.length ? BY_NUMBER[index] : UNKNOWN;
  }

  private static Errno[] byNumber() {
    Errno[] table = new Errno[134];
    Arrays.fill(table, UNKNOWN);
    for (Errno errno : values()) {
      table[errno.number] = errno;
    }
    return table;
  }
}
