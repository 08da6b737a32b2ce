package io.belay.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * What a request costs on its way to the socket, the system call aside. One operation is one
 * request of a burst that is flushed once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EncodeBenchmark {
  private final List<byte[]> bodies =
      IntStream.range(0, Burst.FRAMES).mapToObj(Burst::body).toList();
  private final EmbeddedChannel bufferABurst = Encoding.bufferABurst();
  private final EmbeddedChannel bufferAFrame = Encoding.bufferAFrame();

  /** Lets go of the channels. */
  @TearDown
  public void close() {
    bufferABurst.finishAndReleaseAll();
    bufferAFrame.finishAndReleaseAll();
  }

  /** As Belay does: all of a burst in one buffer, one write, one flush. */
  @Benchmark
  @OperationsPerInvocation(Burst.FRAMES)
  public int bufferABurst() {
    var unused = bufferABurst.write(bodies);
    bufferABurst.flush();
    return drain(bufferABurst);
  }

  /** As an encoder in the pipeline does: a buffer and a write for each request, one flush. */
  @Benchmark
  @OperationsPerInvocation(Burst.FRAMES)
  public int bufferAFrame() {
    for (byte[] body : bodies) {
      var unused = bufferAFrame.write(body);
    }
    bufferAFrame.flush();
    return drain(bufferAFrame);
  }

  private static int drain(EmbeddedChannel channel) {
    int bytes = 0;
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      bytes += out.readableBytes();
      out.release();
    }
    return bytes;
  }
}
