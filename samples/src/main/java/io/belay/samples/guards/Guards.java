package io.belay.samples.guards;

import io.belay.client.BelayClient;
import io.belay.client.error.BelayException;
import io.belay.client.error.Delivery;
import io.belay.client.error.RequestRejectedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * resilience4j's other guards around a client. They stand outside: a breaker sees one call,
 * whatever attempts Belay made of it.
 */
final class Guards {
  private Guards() {}

  /** While the service is in trouble, calls fail at once with {@code CallNotPermittedException}. */
  static Function<byte[], byte[]> breaker(
      BelayClient<byte[], byte[]> client, CircuitBreakerConfig config) {
    CircuitBreaker breaker = CircuitBreaker.of("inventory", config);
    return CircuitBreaker.decorateFunction(breaker, client::send);
  }

  /** The same without blocking. */
  static Function<byte[], CompletionStage<byte[]>> asyncBreaker(
      BelayClient<byte[], byte[]> client, CircuitBreakerConfig config) {
    CircuitBreaker breaker = CircuitBreaker.of("inventory", config);
    return request -> breaker.executeCompletionStage(() -> client.sendAsync(request));
  }

  /** Calls above the rate wait, and then fail with {@code RequestNotPermitted}. */
  static Function<byte[], byte[]> limiter(
      BelayClient<byte[], byte[]> client, RateLimiterConfig config) {
    RateLimiter limiter = RateLimiter.of("inventory", config);
    return RateLimiter.decorateFunction(limiter, client::send);
  }

  /**
   * Whether a failure says that the service is in trouble, for {@code recordException}: an error
   * that its application answers does not, nor a request that we refused ourselves.
   */
  static boolean isTrouble(Throwable thrown) {
    return thrown instanceof BelayException failure
        && failure.delivery() != Delivery.ANSWERED
        && !(failure instanceof RequestRejectedException);
  }
}
