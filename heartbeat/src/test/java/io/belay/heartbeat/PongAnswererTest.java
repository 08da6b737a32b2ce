package io.belay.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.belay.codec.WireError;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PongAnswererTest {
  private final MockTicker ticker = Ticker.newMockTicker();
  private final ServerScenario.ClientChannel channel =
      new ServerScenario.ClientChannel(ServerScenario.ClientChannel.builder().ticker(ticker));
  private final PongAnswerer answerer = new PongAnswerer(PongAnswerer.MIN_INTERVAL);

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  @Test
  void eightyPingsAtOnceMustBeAnsweredAndNoneMoreBeforeTheirTime() {
    for (int i = 0; i < 80; i++) {
      assertThat(ping()).isEmpty();
    }
    assertThat(ping()).contains(new WireError.PingsTooFast(Duration.ofMillis(20)));
    assertThat(channel.outboundMessages()).hasSize(80);

    ticker.advanceMillis(20);
    assertThat(ping()).isEmpty();
    assertThat(ping()).isPresent();
  }

  @Test
  void aPeerThatReadsNothingMustNotPileUpMoreThanSixteen() {
    channel.peerReads = false;
    for (int i = 0; i < 16; i++) {
      assertThat(pingInTime()).isEmpty();
    }
    assertThat(pingInTime()).contains(new WireError.TooManyPings(16));

    channel.peerReads = true;
    channel.flush();
    assertThat(pingInTime()).isEmpty();
  }

  private Optional<WireError> pingInTime() {
    ticker.advanceMillis(20);
    channel.runPendingTasks();
    return ping();
  }

  private Optional<WireError> ping() {
    ChannelHandlerContext ctx = channel.pipeline().firstContext();
    if (ctx == null) {
      channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
      ctx = channel.pipeline().firstContext();
    }
    return answerer.answer(ctx, Unpooled.copyLong(1), Long.BYTES);
  }
}
