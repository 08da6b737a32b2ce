package io.belay.client.internal;

import java.net.InetAddress;
import java.util.List;

/** Looks names up without blocking. The pool's home loop only. */
interface Names {

  /** What came of looking a name up. */
  sealed interface Answer {
    /** It has these addresses, for so long. */
    record Found(List<InetAddress> addresses, long ttlNanos) implements Answer {}

    /** It has none. */
    record None(Throwable why) implements Answer {}

    /** Nobody who would know has said. */
    record Trouble(Throwable why) implements Answer {}
  }

  /** Who asks. */
  interface Asker {
    /** Called once for each family, in any order, maybe before the lookup returns. */
    void answered(Family family, Answer answer);
  }

  /** Looks up the addresses of a name. */
  void lookUp(String host, Asker asker);
}
