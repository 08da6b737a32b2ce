package io.belay.client.internal;

import com.zaxxer.hikari.util.ConcurrentBag;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.pool.ChannelHealthChecker;
import io.netty.channel.pool.ChannelPool;
import io.netty.channel.pool.ChannelPoolHandler;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.util.AttributeKey;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs one thread, alone, to choose one of four connections, take a place on it and give
 * it back.
 */
/* In this package to reach the choice as it is: on a class path that is allowed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Threads(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolChoiceBenchmark {
  private static final int CONNECTIONS = 4;

  private final ReadyConnections<byte[], byte[]> ready = new ReadyConnections<>();
  private final Semaphore semaphore = new Semaphore(CONNECTIONS);
  private final ConcurrentBag<Entry> bag = new ConcurrentBag<>(waiting -> {});
  private final GenericObjectPool<Object> objects = new GenericObjectPool<>(new Objects());
  private final ChannelPool channels;

  /** Fills each pool with four idle connections. */
  public PoolChoiceBenchmark() {
    EmbeddedChannel loop = new EmbeddedChannel();
    Bootstrap bootstrap = new Bootstrap().group(loop.eventLoop()).channel(LocalChannel.class);
    channels = new EmbeddedPool(bootstrap);
    Channel[] acquired = new Channel[CONNECTIONS];
    objects.setMaxIdle(CONNECTIONS);
    objects.setMaxTotal(CONNECTIONS);
    for (int i = 0; i < CONNECTIONS; i++) {
      ready.add(new IdleConnection(i));
      bag.add(new Entry());
      acquired[i] = channels.acquire().getNow();
    }
    for (Channel channel : acquired) {
      var unused = channels.release(channel);
    }
    try {
      objects.addObjects(CONNECTIONS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets go of what the pools hold. */
  @TearDown
  public void close() {
    bag.close();
    objects.close();
    channels.close();
  }

  /** As Belay does: the least loaded of all, many requests on each. */
  @Benchmark
  public @Nullable Object belay() {
    PooledConnection<byte[], byte[]> chosen = ready.reserve();
    if (chosen != null) {
      chosen.load.release();
    }
    return chosen;
  }

  /** No choice at all: only the bound. */
  @Benchmark
  public boolean semaphore() {
    boolean acquired = semaphore.tryAcquire();
    if (acquired) {
      semaphore.release();
    }
    return acquired;
  }

  /** HikariCP's bag: the one that this thread had last. */
  @Benchmark
  public Object concurrentBag() throws InterruptedException {
    Entry entry = bag.borrow(1, TimeUnit.SECONDS);
    bag.requite(entry);
    return entry;
  }

  /** Netty's pool, on its event loop, where it is cheapest. */
  @Benchmark
  public Object fixedChannelPool() {
    Channel channel = channels.acquire().getNow();
    var unused = channels.release(channel);
    return channel;
  }

  /** The general pool of Apache Commons. */
  @Benchmark
  public Object genericObjectPool() throws Exception {
    Object object = objects.borrowObject();
    objects.returnObject(object);
    return object;
  }

  private static final class Entry implements ConcurrentBag.IConcurrentBagEntry {
    private final AtomicInteger state = new AtomicInteger();

    @Override
    public boolean compareAndSet(int expected, int next) {
      return state.compareAndSet(expected, next);
    }

    @Override
    public void setState(int next) {
      state.set(next);
    }

    @Override
    public int getState() {
      return state.get();
    }
  }

  private static final class Objects extends BasePooledObjectFactory<Object> {
    @Override
    public Object create() {
      return new Object();
    }

    @Override
    public PooledObject<Object> wrap(Object object) {
      return new DefaultPooledObject<>(object);
    }
  }

  private static final class EmbeddedPool extends FixedChannelPool {
    EmbeddedPool(Bootstrap bootstrap) {
      super(
          bootstrap,
          new Unhandled(),
          ChannelHealthChecker.ACTIVE,
          null,
          -1,
          CONNECTIONS,
          Integer.MAX_VALUE);
    }

    @Override
    protected ChannelFuture connectChannel(Bootstrap bootstrap) {
      Channel channel = new EmbeddedChannel();
      bootstrap.config().attrs().forEach((key, value) -> mark(channel, key, value));
      return channel.newSucceededFuture();
    }

    /** By this mark the pool knows its own. */
    @SuppressWarnings("unchecked") // Netty gives keys and values without their types.
    private static <T> void mark(Channel channel, AttributeKey<T> key, Object value) {
      channel.attr(key).set((T) value);
    }
  }

  private static final class Unhandled implements ChannelPoolHandler {
    @Override
    public void channelReleased(Channel channel) {}

    @Override
    public void channelAcquired(Channel channel) {}

    @Override
    public void channelCreated(Channel channel) {}
  }
}
