package io.belay.samples.load;

import java.time.Duration;

/**
 * One request that got no answer, or a wrong one.
 *
 * @param kind what it is counted as
 * @param failure the failure itself
 * @param after how long after the request was sent
 */
public record FailedRequest(FailureKind kind, Throwable failure, Duration after) {}
