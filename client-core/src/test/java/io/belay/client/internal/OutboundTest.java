package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.RequestOptions;
import io.belay.client.error.RequestRejectedException;
import io.belay.client.protocol.Correlation;
import io.belay.client.protocol.Wire;
import io.belay.heartbeat.ProbeKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundTest {
  private static final Traits BY_ID = new Traits(Correlation.BY_ID, ProbeKind.OVERTAKES, false);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ExchangeTable<String, String> table = new ExchangeTable<>();
  private final List<RequestRejectedException> rejected = new ArrayList<>();
  private final Outbound<String, String> outbound =
      new Outbound<>(channel, null, true, new Words(), BY_ID, table, null, new Owner(), 1 << 20);

  private static Exchange<String, String> exchange(String word) {
    return new Exchange<>(
        word, Exchange.Kind.REQUEST, RequestOptions.DEFAULT, Duration.ofSeconds(1), 0, null);
  }

  @Test
  void whateverAProtocolThrowsMustFailThatRequestAndNoOther() {
    for (String word : List.of("one", "unwritable", "two", "unmeasurable", "three")) {
      assertThat(outbound.admit(exchange(word))).isTrue();
    }
    outbound.flush();

    ByteBuf out = channel.readOutbound();
    assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("onetwothree");
    out.release();
    assertThat(table.size()).isEqualTo(3);
    assertThat(rejected)
        .extracting(RequestRejectedException::reason)
        .containsExactly(
            RequestRejectedException.Reason.ENCODE_FAILED,
            RequestRejectedException.Reason.ENCODE_FAILED);
    assertThat(rejected)
        .extracting(Throwable::getCause)
        .hasExactlyElementsOfTypes(StackOverflowError.class, NoClassDefFoundError.class);
  }

  @Test
  void aRequestLargerThanAnnouncedMustFailAlone() {
    for (String word : List.of("one", "underestimated", "two")) {
      assertThat(outbound.admit(exchange(word))).isTrue();
    }
    outbound.flush();

    ByteBuf out = channel.readOutbound();
    assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo("onetwo");
    out.release();
    assertThat(rejected)
        .singleElement()
        .extracting(Throwable::getCause)
        .asString()
        .contains("encoded: 14 bytes (expected: at most 3");
  }

  private final class Owner implements Outbound.Owner<String, String> {
    @Override
    public void rejected(Exchange<String, String> exchange, RequestRejectedException failure) {
      rejected.add(failure);
    }

    @Override
    public void congested(boolean congested) {}

    @Override
    public void requestBegins() {}

    @Override
    public void holdingArrivals(Runnable protocol) {
      protocol.run();
    }

    @Override
    public void oneWaySent(Exchange<String, String> exchange) {}

    @Override
    public void writeFailed(Throwable cause) {
      throw new AssertionError(cause);
    }
  }

  /** A protocol whose requests are words, two of which break it half-way. */
  private static final class Words implements Wire<String> {
    @Override
    public void install(ChannelPipeline pipeline) {}

    @Override
    public long sizeOf(String request) {
      if (request.equals("unmeasurable")) {
        throw new NoClassDefFoundError(request);
      }
      return request.equals("underestimated") ? 3 : request.length();
    }

    @Override
    public long maxSize() {
      return 100;
    }

    @Override
    public void encode(long id, String request, ByteBuf out) {
      out.writeCharSequence(request, StandardCharsets.US_ASCII);
      if (request.equals("unwritable")) {
        throw new StackOverflowError(request);
      }
    }
  }
}
