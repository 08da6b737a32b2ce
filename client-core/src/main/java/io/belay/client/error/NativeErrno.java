package io.belay.client.error;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.netty.channel.uring.IoUring;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What Netty's native transports know of errno. Their jars may have been left out, so this class is
 * the only one that links them, and only after it has seen that they are there.
 */
final class NativeErrno {
  private static final boolean PRESENT = isPresent();

  private NativeErrno() {}

  /** The number that an exception of a native transport carries; negative, as calls return it. */
  static OptionalInt of(Throwable thrown) {
    return PRESENT && thrown instanceof Errors.NativeIoException io
        ? OptionalInt.of(io.expectedErr())
        : OptionalInt.empty();
  }

  /**
   * What the C library of this process says for an errno, in the language of its locale. Asks only
   * once a native library is loaded: {@code Errors} is unusable for good if it initializes earlier.
   */
  static Optional<String> text(Errno errno) {
    if (!PRESENT || !(Epoll.isAvailable() || IoUring.isAvailable())) {
      return Optional.empty();
    }
    // Its message is: method + "(..) failed with error(" + number + "): " + strerror(number).
    String message =
        String.valueOf(new Errors.NativeIoException("", -errno.number(), false).getMessage());
    int end = message.indexOf("): ");
    return end < 0 ? Optional.empty() : Optional.of(message.substring(end + 3));
  }

  private static boolean isPresent() {
    ClassLoader loader = NativeErrno.class.getClassLoader();
    try {
      Class.forName("io.netty.channel.unix.Errors$NativeIoException", false, loader);
      Class.forName("io.netty.channel.epoll.Epoll", false, loader);
      Class.forName("io.netty.channel.uring.IoUring", false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError absent) {
      return false;
    }
  }
}
