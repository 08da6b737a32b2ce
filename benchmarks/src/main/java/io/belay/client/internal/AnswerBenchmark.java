package io.belay.client.internal;

import io.belay.benchmarks.Burst;
import io.belay.benchmarks.Decoding;
import io.belay.client.RequestOptions;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
 * What it costs to bring an answer to the request that waits for it: a burst of requests is
 * registered, then a burst of their answers is decoded, and each finds its request and the copy of
 * its body that the caller gets. One operation is one request.
 */
/* In this package to reach the exchange table as it is: on a class path that is allowed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AnswerBenchmark {
  private final Burst burst = new Burst();
  private final List<Exchange<byte[], byte[]>> exchanges =
      Stream.generate(AnswerBenchmark::newExchange).limit(Burst.FRAMES).toList();

  private final ExchangeTable<byte[], byte[]> table = new ExchangeTable<>();
  private final Map<Long, Exchange<byte[], byte[]>> map = new HashMap<>();
  private final Map<Long, Exchange<byte[], byte[]>> concurrentMap = new ConcurrentHashMap<>();
  private final EmbeddedChannel toTable =
      Decoding.belay((id, in, length) -> answer(table.remove(id), in, length));
  private final EmbeddedChannel toMap =
      Decoding.lengthField((id, in, length) -> answer(map.remove(id), in, length));
  private final EmbeddedChannel toConcurrentMap =
      Decoding.lengthField((id, in, length) -> answer(concurrentMap.remove(id), in, length));

  private long lastId;
  private byte[] lastBody = {};
  private int answered;

  /** Lets go of the channels. */
  @TearDown
  public void close() {
    toTable.finishAndReleaseAll();
    toMap.finishAndReleaseAll();
    toConcurrentMap.finishAndReleaseAll();
    burst.close();
  }

  /** Belay's decoder and table, which gives out the ids. */
  @Benchmark
  @OperationsPerInvocation(Burst.FRAMES)
  public byte[] belay() {
    for (int i = 0; i < Burst.FRAMES; i++) {
      Exchange<byte[], byte[]> exchange = exchanges.get(i);
      table.add(exchange);
      burst.answer(i, exchange.id);
    }
    return decode(toTable);
  }

  /** Netty's decoder and a map for one thread. */
  @Benchmark
  @OperationsPerInvocation(Burst.FRAMES)
  public byte[] lengthFieldAndMap() {
    register(map);
    return decode(toMap);
  }

  /** Netty's decoder and a map that callers fill from their own threads. */
  @Benchmark
  @OperationsPerInvocation(Burst.FRAMES)
  public byte[] lengthFieldAndConcurrentMap() {
    register(concurrentMap);
    return decode(toConcurrentMap);
  }

  private void register(Map<Long, Exchange<byte[], byte[]>> waiting) {
    for (int i = 0; i < Burst.FRAMES; i++) {
      lastId++;
      waiting.put(lastId, exchanges.get(i));
      burst.answer(i, lastId);
    }
  }

  private byte[] decode(EmbeddedChannel channel) {
    answered = 0;
    channel.pipeline().fireChannelRead(burst.read());
    if (answered != Burst.FRAMES) {
      throw new IllegalStateException("answered: %d of a burst".formatted(answered));
    }
    return lastBody;
  }

  private void answer(@Nullable Exchange<byte[], byte[]> exchange, ByteBuf in, int length) {
    if (exchange != null) {
      byte[] body = new byte[length];
      in.readBytes(body);
      lastBody = body;
      answered++;
    }
  }

  private static Exchange<byte[], byte[]> newExchange() {
    return new Exchange<>(
        new byte[0],
        Exchange.Kind.REQUEST,
        RequestOptions.DEFAULT,
        Duration.ofSeconds(10),
        0,
        null);
  }
}
