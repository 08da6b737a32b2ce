package io.belay.client.error;

import org.jspecify.annotations.Nullable;

/** This machine is out of something: EMFILE, ENFILE, ENOBUFS, ENOMEM. */
@SuppressWarnings("serial")
public final class ResourceLimitException extends BelayException {
  ResourceLimitException(ErrnoReading reading, FailureContext context, @Nullable Throwable cause) {
    super(summary(reading.orUnknown()), remedy(reading.orUnknown()), reading, context, cause);
  }

  @Override
  ResourceLimitException copy(FailureContext newContext) {
    return new ResourceLimitException(reading(), newContext, getCause());
  }

  private static String summary(Errno errno) {
    return switch (errno) {
      case EMFILE -> "Process is out of file descriptors";
      case ENFILE -> "System is out of file descriptors";
      case ENOBUFS -> "Kernel is out of buffer space";
      case ENOMEM -> "Kernel is out of memory";
      default -> "Resource limit reached";
    };
  }

  private static String remedy(Errno errno) {
    return switch (errno) {
      case EMFILE ->
          "Raise the limit of open files (ulimit -n, LimitNOFILE= of the unit, the ulimits of the container) and look for a leak with ls /proc/PID/fd | wc -l.";
      case ENFILE ->
          "Raise sysctl fs.file-max, and find who holds the files with cat /proc/sys/fs/file-nr and lsof.";
      case ENOBUFS ->
          "See the memory of the container and of TCP (cat /proc/net/sockstat, sysctl net.ipv4.tcp_mem), and the queue of the interface (ip -s link).";
      case ENOMEM ->
          "See the memory limit of the container (memory.events of its cgroup), and of TCP: cat /proc/net/sockstat beside sysctl net.ipv4.tcp_mem.";
      default -> "See the limits of the process (cat /proc/PID/limits) and of its container.";
    };
  }
}
