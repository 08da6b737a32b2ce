package io.belay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.belay.client.internal.RetryRules;
import io.belay.codec.WireOptions;
import io.belay.heartbeat.Heartbeat;
import io.belay.heartbeat.TcpKeepAlive;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The README's table of defaults must say what the code does: each default is read from it, and
 * each bound tried from both sides. To renew the table, run this test with {@code
 * -Dbelay.docs.write=true}.
 */
class DefaultsTableTest {
  private static final Path PAGE = Path.of("..", "README.md");
  private static final String HEAD = "<!-- defaults: renewed by DefaultsTableTest -->\n";
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final BelayClientBuilder builder = BelayClient.builder().endpoint("127.0.0.1", 1);
  private final StringBuilder table =
      new StringBuilder("| option | default | from | to |\n| --- | --- | --- | --- |\n");

  @Test
  void theReadmesDefaultsMustBeThoseOfTheCode() throws Exception {
    ofTheBuilder();
    ofTheHeartbeat();
    ofThePool();
    ofRetries();
    ofSockets();

    String page = Files.readString(PAGE);
    int start = page.indexOf(HEAD) + HEAD.length();
    int end = page.indexOf("<!-- end -->", start);
    assertThat(start).isGreaterThanOrEqualTo(HEAD.length());
    if (Boolean.getBoolean("belay.docs.write")) {
      Files.writeString(PAGE, page.substring(0, start) + table + page.substring(end));
    } else {
      assertThat(page.substring(start, end)).isEqualTo(table.toString());
    }
  }

  private void ofTheBuilder() throws Exception {
    time(
        "connectTimeout",
        field("connectTimeout", Duration.class),
        ms(10),
        MINUTE.multipliedBy(5),
        builder::connectTimeout);
    time(
        "requestTimeout",
        field("requestTimeout", Duration.class),
        ms(1),
        HOUR,
        builder::requestTimeout);
    time(
        "hungPeerGrace",
        field("hungPeerGrace", Duration.class),
        Duration.ZERO,
        MINUTE.multipliedBy(10),
        builder::hungPeerGrace);
    time(
        "userTimeout",
        field("DEFAULT_USER_TIMEOUT", Duration.class),
        SECOND,
        HOUR,
        builder::userTimeout);
    fixed("transport", field("transport", Transport.class) + ": epoll where it loads, else NIO");
  }

  private void ofTheHeartbeat() {
    Heartbeat beat = Heartbeat.DEFAULT;
    time("heartbeat.idle", beat.idle(), ms(100), HOUR, idle -> new Heartbeat(idle, ms(20), 1));
    time(
        "heartbeat.interval",
        beat.interval(),
        ms(20),
        MINUTE,
        wait -> new Heartbeat(HOUR, wait, 1));
    number("heartbeat.probes", beat.probes(), 1, 20, probes -> new Heartbeat(HOUR, ms(20), probes));
    TcpKeepAlive alive = TcpKeepAlive.DEFAULT;
    Duration longest = Duration.ofSeconds(32_767);
    seconds("keepAlive.idle", alive.idle(), longest, idle -> new TcpKeepAlive(idle, SECOND, 1));
    seconds(
        "keepAlive.interval", alive.interval(), longest, wait -> new TcpKeepAlive(SECOND, wait, 1));
    number(
        "keepAlive.probes",
        alive.probes(),
        1,
        127,
        probes -> new TcpKeepAlive(SECOND, SECOND, probes));
  }

  private void ofThePool() {
    PoolOptions pool = PoolOptions.DEFAULT;
    PoolOptions wide = pool.withMaxConnections(1024);
    number("pool.minConnections", pool.minConnections(), 0, 1024, wide::withMinConnections);
    number("pool.maxConnections", pool.maxConnections(), 1, 1024, pool::withMaxConnections);
    number("pool.maxInFlight", pool.maxInFlight(), 1, 65_536, pool::withMaxInFlight);
    number("pool.maxWaiting", pool.maxWaiting(), 0, 1 << 20, pool::withMaxWaiting);
    bytes(
        "pool.maxPendingBytes",
        pool.maxPendingBytes(),
        64 << 10,
        1 << 30,
        pool::withMaxPendingBytes);
    time("pool.idleTimeout", pool.idleTimeout(), SECOND, Duration.ofDays(1), pool::withIdleTimeout);
    time("pool.lifetime", pool.lifetime(), SECOND, Duration.ofDays(7), pool::withLifetime);
    fraction("pool.jitter", pool.jitter(), 0, 0.5, pool::withJitter);
    time("pool.drain", pool.drain(), Duration.ZERO, MINUTE.multipliedBy(5), pool::withDrain);
    ReconnectOptions reconnect = ReconnectOptions.DEFAULT;
    time(
        "reconnect.minBackoff",
        reconnect.minBackoff(),
        ms(1),
        MINUTE,
        reconnect.withMaxBackoff(HOUR)::withMinBackoff);
    time(
        "reconnect.maxBackoff",
        reconnect.maxBackoff(),
        reconnect.minBackoff(),
        HOUR,
        reconnect::withMaxBackoff);
    time(
        "reconnect.stableAfter",
        reconnect.stableAfter(),
        Duration.ZERO,
        HOUR,
        reconnect::withStableAfter);
  }

  private void ofRetries() {
    fixed(
        "retry",
        RetryRules.DEFAULT_CONFIG.getMaxAttempts()
            + " attempts, 100 ms doubling to 5 s, full jitter");
    RetryBudget budget = RetryBudget.DEFAULT;
    fraction("retryBudget.ratio", budget.ratio(), 0, 10, budget::withRatio);
    fraction("retryBudget.perSecond", budget.perSecond(), 0, 1_000_000, budget::withPerSecond);
  }

  private void ofSockets() {
    fixed(
        "socket",
        SocketOptions.DEFAULT.noDelay() ? "TCP_NODELAY; buffers are the kernel's" : "Nagle");
    WireOptions wire = WireOptions.DEFAULT;
    fixed("wire.maxPayload", size(wire.maxPayload()));
  }

  /* ---- Rows: the value, and what is refused beside each bound. */

  private void time(
      String name, Duration value, Duration least, Duration most, Consumer<Duration> use) {
    row(name, value, least, most, least.minusNanos(1), most.plusNanos(1), use);
  }

  /** Of whole seconds, from one. */
  private void seconds(String name, Duration value, Duration most, Consumer<Duration> use) {
    row(name, value, SECOND, most, Duration.ZERO, most.plus(SECOND), use);
  }

  private void number(String name, int value, int least, int most, Consumer<Integer> use) {
    row(name, value, least, most, least - 1, most + 1, use);
  }

  private void fraction(
      String name, double value, double least, double most, Consumer<Double> use) {
    row(name, value, least, most, least - 0.001, most + 0.001, use);
  }

  private void bytes(String name, int value, int least, int most, Consumer<Integer> use) {
    row(name, value, least, most, least - 1, most + 1, use, DefaultsTableTest::size);
  }

  private void fixed(String name, String value) {
    table.append("| `%s` | %s | | |%n".formatted(name, value));
  }

  private <T> void row(
      String name, T value, T least, T most, T tooLittle, T tooMuch, Consumer<T> use) {
    row(name, value, least, most, tooLittle, tooMuch, use, DefaultsTableTest::show);
  }

  private <T> void row(
      String name,
      T value,
      T least,
      T most,
      T tooLittle,
      T tooMuch,
      Consumer<T> use,
      Function<T, String> shown) {
    List.of(least, value, most).forEach(use);
    String component = name.substring(name.indexOf('.') + 1);
    for (T outside : List.of(tooLittle, tooMuch)) {
      assertThatThrownBy(() -> use.accept(outside))
          .as("%s: %s", name, outside)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(component);
    }
    table.append(
        "| `%s` | %s | %s | %s |%n"
            .formatted(name, shown.apply(value), shown.apply(least), shown.apply(most)));
  }

  private static String show(Object value) {
    if (value instanceof Duration time) {
      return time.isZero() ? "0" : inWords(time);
    }
    return value instanceof Double number && number == Math.rint(number)
        ? Long.toString(Math.round(number))
        : value.toString();
  }

  private static String inWords(Duration time) {
    if (time.toMillisPart() > 0) {
      return time.toMillis() + " ms";
    }
    if (time.toSecondsPart() > 0) {
      return time.toSeconds() + " s";
    }
    if (time.toMinutesPart() > 0) {
      return time.toMinutes() + " min";
    }
    return time.toHoursPart() > 0 || time.toDays() < 2
        ? time.toHours() + " h"
        : time.toDays() + " d";
  }

  private static String size(int bytes) {
    return bytes < 1 << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  /** What the builder begins with. */
  private <T> T field(String name, Class<T> type) throws ReflectiveOperationException {
    Field field = BelayClientBuilder.class.getDeclaredField(name);
    field.setAccessible(true);
    return type.cast(field.get(builder));
  }
}
