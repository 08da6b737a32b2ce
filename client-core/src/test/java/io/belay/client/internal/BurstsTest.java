package io.belay.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BurstsTest {
  private static final int FRAME = 80;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Bursts bursts = new Bursts(channel, null, true, new Owner());
  private int advances;

  @AfterEach
  void endChannel() {
    bursts.release();
    channel.finishAndReleaseAll();
  }

  @Test
  void framesMustComeOutInOrderHoweverManyBurstsTheyTake() {
    for (int frame = 0; frame < 1_000; frame++) {
      append(frame);
    }
    bursts.flush();

    int frame = 0;
    int written = 0;
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      written++;
      while (out.isReadable()) {
        assertThat(out.readInt()).isEqualTo(frame++);
        out.skipBytes(FRAME - Integer.BYTES);
      }
      out.release();
    }
    assertThat(frame).isEqualTo(1_000);
    assertThat(written).isGreaterThan(1).isLessThan(20);
  }

  @Test
  void noBufferMustGrowUnderFramesOfOneSize() {
    for (int frame = 0; frame < 1_000; frame++) {
      ByteBuf out = bursts.buffer(FRAME);
      int capacity = out.capacity();
      write(out, frame);
      assertThat(out.capacity()).isEqualTo(capacity);
      bursts.appended();
      bursts.writeUnlessRoomFor(FRAME);
    }
  }

  @Test
  void aFrameMustCountAsUnsentUntilTheSocketTookItsLastByte() {
    long first = append(1);
    assertThat(bursts.isProvenUnsent(first)).isTrue();

    bursts.flush();
    long second = append(2);

    assertThat(bursts.isProvenUnsent(first)).isFalse();
    assertThat(bursts.isProvenUnsent(second)).isTrue();
    assertThat(bursts.taken()).isEqualTo(first).isEqualTo(FRAME);
    assertThat(advances).isPositive();
  }

  @Test
  void whereProgressProvesNothingAFrameMustCountAsUnsentOnlyUntilTheChannelHasIt() {
    Bursts blind = new Bursts(channel, null, false, new Owner());
    write(blind.buffer(FRAME), 1);
    long first = blind.appended();
    assertThat(blind.isProvenUnsent(first)).isTrue();

    blind.writeUnlessRoomFor(Integer.MAX_VALUE);
    write(blind.buffer(FRAME), 2);
    long second = blind.appended();

    assertThat(blind.isProvenUnsent(first)).as("written, not flushed").isFalse();
    assertThat(blind.isProvenUnsent(second)).as("not even written").isTrue();
    blind.flush();
  }

  @Test
  void theWindowMustShutWhenTheChannelHasEnough() {
    while (bursts.windowOpen()) {
      append(0);
    }
    assertThat(bursts.appended()).isBetween((long) Bursts.WINDOW, (long) Bursts.WINDOW + FRAME);

    bursts.flush();
    assertThat(bursts.windowOpen()).isTrue();
  }

  private long append(int number) {
    write(bursts.buffer(FRAME), number);
    long end = bursts.appended();
    bursts.writeUnlessRoomFor(FRAME);
    return end;
  }

  private static void write(ByteBuf out, int number) {
    out.writeInt(number).writeZero(FRAME - Integer.BYTES);
  }

  private final class Owner implements Bursts.Owner {
    @Override
    public void advanced() {
      advances++;
    }

    @Override
    public void writeFailed(Throwable cause) {
      throw new AssertionError(cause);
    }
  }
}
