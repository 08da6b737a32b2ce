package io.belay.client.error;

import java.time.Duration;
import java.util.Objects;

/**
 * What a peer said in its GOAWAY.
 *
 * @param lastAcceptedId requests above this id were not and will not be processed; unsigned
 * @param reason the peer's reason code; unsigned
 * @param retryAfter how long the peer wants to be left alone
 * @param text what it said to people, free of control characters, possibly empty
 */
public record GoAwayInfo(long lastAcceptedId, long reason, Duration retryAfter, String text) {
  /**
   * Refuses nulls and strips the text of control characters.
   *
   * @param lastAcceptedId as the component
   * @param reason as the component
   * @param retryAfter as the component
   * @param text as the component
   */
  public GoAwayInfo {
    Objects.requireNonNull(retryAfter, "retryAfter");
    text = PlainText.cut(text, RemoteErrorException.TEXT_LIMIT);
  }
}
