/** What may be put around a client: resilience4j's circuit breaker and rate limiter. */
@NullMarked
package io.belay.samples.guards;

import org.jspecify.annotations.NullMarked;
