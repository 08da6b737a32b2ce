package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.client.RequestOptions;
import io.belay.client.error.RequestRejectedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboundTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ExchangeTable<String, String> table = new ExchangeTable<>();
  private final List<RequestRejectedException> rejected = new ArrayList<>();
  private final Outbound<String, String> outbound =
      new Outbound<>(channel, null, true, new Words(), table, new Owner(), 1 << 20);

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
    public void oneWaySent(Exchange<String, String> exchange) {}

    @Override
    public void writeFailed(Throwable cause) {
      throw new AssertionError(cause);
    }
  }

  /** A protocol whose requests are words, two of which break it half-way. */
  private static final class Words implements Wire<String, String> {
    @Override
    public void install(ChannelPipeline pipeline) {}

    @Override
    public void encodeOpening(ByteBuf out) {}

    @Override
    public void encodeProbe(long sequence, ByteBuf out) {}

    @Override
    public long sizeOfRequest(String request) {
      if (request.equals("unmeasurable")) {
        throw new NoClassDefFoundError(request);
      }
      return request.length();
    }

    @Override
    public long sizeOfOneWay(String message) {
      return message.length();
    }

    @Override
    public long maxSize() {
      return 100;
    }

    @Override
    public void encodeRequest(long id, String request, ByteBuf out) {
      out.writeCharSequence(request, StandardCharsets.US_ASCII);
      if (request.equals("unwritable")) {
        throw new StackOverflowError(request);
      }
    }

    @Override
    public void encodeOneWay(String message, ByteBuf out) {}

    @Override
    public boolean encodeFarewell(ByteBuf out) {
      return false;
    }
  }
}
