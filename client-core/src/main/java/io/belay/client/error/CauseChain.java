package io.belay.client.error;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A throwable and its causes, the outermost first. */
final class CauseChain {
  /** Longer chains are cycles, or nothing that a socket made. */
  private static final int LIMIT = 32;

  private CauseChain() {}

  static List<Throwable> of(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>(4);
    for (Throwable link = thrown; link != null && chain.size() < LIMIT; link = link.getCause()) {
      chain.add(link);
    }
    return chain;
  }

  /** The first link of a class. */
  static <T> @Nullable T find(Throwable thrown, Class<T> type) {
    for (Throwable link : of(thrown)) {
      if (type.isInstance(link)) {
        return type.cast(link);
      }
    }
    return null;
  }

  /** Whether a link is of a class that need not be on the class path. */
  static boolean isA(Throwable link, String className) {
    for (Class<?> type = link.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(className)) {
        return true;
      }
    }
    return false;
  }
}
