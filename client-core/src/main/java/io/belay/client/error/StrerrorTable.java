package io.belay.client.error;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * From what {@code strerror} says back to the errno. NIO leaves nothing but this text, and it
 * follows the process's locale: English is known here, another language only to a native library.
 */
final class StrerrorTable {
  private static final Map<String, Errno> ENGLISH = english();

  private final Supplier<Map<String, Errno>> local;

  /**
   * A table that knows English, and another language where English fails.
   *
   * @param local the other language, asked for as late as possible
   */
  StrerrorTable(Supplier<Map<String, Errno>> local) {
    this.local = local;
  }

  /** The table of this process and its locale. */
  static StrerrorTable ofThisProcess() {
    return new StrerrorTable(() -> OfThisProcess.TEXTS);
  }

  /** Finds the errno of a text, or of the part before or after its last {@code ": "}. */
  Optional<Errno> find(String text) {
    return lookUp(ENGLISH, text).or(() -> lookUp(local.get(), text));
  }

  private static Optional<Errno> lookUp(Map<String, Errno> texts, String text) {
    Errno whole = texts.get(text);
    int colon = text.lastIndexOf(": ");
    if (whole != null || colon < 0) {
      return Optional.ofNullable(whole);
    }
    // Netty puts the remote address behind the text, and the name of the call before it.
    Errno before = texts.get(text.substring(0, colon));
    return Optional.ofNullable(before != null ? before : texts.get(text.substring(colon + 2)));
  }

  private static Map<String, Errno> english() {
    Map<String, Errno> texts = new HashMap<>();
    for (Errno errno : Errno.values()) {
      if (errno != Errno.UNKNOWN) {
        texts.put(errno.text(), errno);
      }
    }
    // The JDK's own words for ECONNRESET on a read, the same in every locale.
    texts.put("Connection reset", Errno.ECONNRESET);
    // musl (Alpine), where it differs from glibc.
    texts.put("Out of memory", Errno.ENOMEM);
    texts.put("Resource busy", Errno.EBUSY);
    texts.put("I/O error", Errno.EIO);
    texts.put("No file descriptors available", Errno.EMFILE);
    texts.put("Not a socket", Errno.ENOTSOCK);
    texts.put("Message too large", Errno.EMSGSIZE);
    texts.put("Protocol not supported", Errno.EPROTONOSUPPORT);
    texts.put("Not supported", Errno.EOPNOTSUPP);
    texts.put("Address in use", Errno.EADDRINUSE);
    texts.put("Address not available", Errno.EADDRNOTAVAIL);
    texts.put("Network unreachable", Errno.ENETUNREACH);
    texts.put("Connection reset by network", Errno.ENETRESET);
    texts.put("Connection aborted", Errno.ECONNABORTED);
    texts.put("Socket is connected", Errno.EISCONN);
    texts.put("Socket not connected", Errno.ENOTCONN);
    texts.put("Cannot send after socket shutdown", Errno.ESHUTDOWN);
    texts.put("Operation timed out", Errno.ETIMEDOUT);
    texts.put("Host is unreachable", Errno.EHOSTUNREACH);
    texts.put("Operation already in progress", Errno.EALREADY);
    texts.put("Operation in progress", Errno.EINPROGRESS);
    texts.put("Value too large for data type", Errno.EOVERFLOW);
    texts.put("Quota exceeded", Errno.EDQUOT);
    return Map.copyOf(texts);
  }

  /** Built when the first text is met that is not English. */
  private static final class OfThisProcess {
    static final Map<String, Errno> TEXTS = texts();

    private static Map<String, Errno> texts() {
      Map<String, Errno> texts = new HashMap<>();
      for (Errno errno : Errno.values()) {
        if (errno != Errno.UNKNOWN) {
          NativeErrno.text(errno).ifPresent(text -> texts.put(text, errno));
        }
      }
      return Map.copyOf(texts);
    }
  }
}
