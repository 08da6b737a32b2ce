package io.belay.samples.redis;

import io.belay.codec.ErrorCode;
import java.util.Set;

/** What Redis's errors say about the command: the first word tells. */
final class RedisErrors {
  // A command was not executed, and may be elsewhere or a moment later.
  private static final Set<String> REFUSALS =
      Set.of("LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "READONLY", "NOREPLICAS");

  private RedisErrors() {}

  /**
   * Whether the command was refused or failed.
   *
   * @param maybeScript whether it may be a script's, which can have written before it said so
   */
  static long code(String text, boolean maybeScript) {
    if (maybeScript) {
      return ErrorCode.FIRST_APPLICATION;
    }
    String word = text.split(" ", 2)[0];
    return REFUSALS.contains(word) || text.startsWith("ERR max number of clients")
        ? ErrorCode.OVERLOADED
        : ErrorCode.FIRST_APPLICATION;
  }
}
