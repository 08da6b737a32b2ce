package io.belay.heartbeat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies {@link TcpOptions} to a channel and reads back what is in force. The transports name the
 * same kernel option differently, and only warn about another's: so each gets its own, and nothing
 * is believed that was not read back.
 */
final class AppliedOptions {
  private final Channel channel;
  private final TransportOptions names;
  private final List<OptionInForce> results = new ArrayList<>();

  private AppliedOptions(Channel channel) {
    this.channel = channel;
    this.names = TransportOptions.of(channel);
  }

  static List<OptionInForce> to(Channel channel, TcpOptions options) {
    AppliedOptions applied = new AppliedOptions(channel);
    options.keepAlive().ifPresent(applied::keepAlive);
    options.userTimeout().ifPresent(applied::userTimeout);
    options.notSentLowWater().ifPresent(applied::notSentLowWater);
    return List.copyOf(applied.results);
  }

  private void keepAlive(TcpKeepAlive keepAlive) {
    set("SO_KEEPALIVE", ChannelOption.SO_KEEPALIVE, true);
    set("TCP_KEEPIDLE", names.keepIdle(), (int) keepAlive.idle().toSeconds());
    set("TCP_KEEPINTVL", names.keepInterval(), (int) keepAlive.interval().toSeconds());
    set("TCP_KEEPCNT", names.keepCount(), keepAlive.probes());
  }

  private void userTimeout(Duration timeout) {
    set("TCP_USER_TIMEOUT", names.userTimeout(), (int) timeout.toMillis());
  }

  private void notSentLowWater(long bytes) {
    set("TCP_NOTSENT_LOWAT", names.notSentLowWater(), bytes);
  }

  private <T> void set(String name, @Nullable ChannelOption<T> option, T value) {
    results.add(
        new OptionInForce(
            name, String.valueOf(value), setAndRead(option, value).map(Object::toString)));
  }

  private <T> Optional<T> setAndRead(@Nullable ChannelOption<T> option, T value) {
    if (option == null) {
      return Optional.empty();
    }
    try {
      channel.config().setOption(option, value);
      return Optional.ofNullable(channel.config().getOption(option));
    } catch (ChannelException | UnsupportedOperationException refused) {
      return Optional.empty();
    }
  }
}
