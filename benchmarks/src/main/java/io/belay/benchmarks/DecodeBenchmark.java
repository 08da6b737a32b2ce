package io.belay.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a frame costs from the socket's buffer to the code that wants it. The sink reads the id and
 * one byte of the body and keeps neither. One operation is one frame of a burst.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {
  private final Burst burst = new Burst();
  private final Seen seen = new Seen();
  private final EmbeddedChannel belay = Decoding.belay(seen);
  private final EmbeddedChannel lengthField = Decoding.lengthField(seen);

  private static final class Seen implements AnswerSink {
    private long sum;

    @Override
    public void answer(long id, ByteBuf in, int length) {
      sum += id + in.getByte(in.readerIndex());
    }
  }

  /** Lets go of the channels. */
  @TearDown
  public void close() {
    belay.finishAndReleaseAll();
    lengthField.finishAndReleaseAll();
    burst.close();
  }

  /** Belay's decoder. */
  @Benchmark
  @OperationsPerInvocation(Burst.FRAMES)
  public long belay() {
    belay.pipeline().fireChannelRead(burst.read());
    return seen.sum;
  }

  /** Netty's decoder for frames that say their length. */
  @Benchmark
  @OperationsPerInvocation(Burst.FRAMES)
  public long lengthField() {
    lengthField.pipeline().fireChannelRead(burst.read());
    return seen.sum;
  }
}
