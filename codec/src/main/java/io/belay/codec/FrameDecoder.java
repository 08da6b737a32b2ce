package io.belay.codec;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into frames and hands them to a {@link FrameListener}; nothing goes up
 * the pipeline. One decoder serves one connection, on its event loop.
 *
 * <p>The 8 bytes of a header are judged before anything is awaited or allocated for its payload.
 * The first error is reported once; from then on all input is dropped and nothing is kept. A frame
 * that arrives in one read is handed over out of the transport's own buffer. One that does not is
 * gathered in a buffer that grows with what came, not with what the header announces.
 *
 * <p>What a listener throws is passed to the pipeline's {@code exceptionCaught} and decoding goes
 * on at the next frame. A listener may close the channel at any time; frames that were already read
 * may still reach it.
 */
/* Not a ByteToMessageDecoder: with auto-read off, that one asks for more input whenever a read did
 * not yield a message for the next handler. Ours yields none ever, so a paused connection would go
 * on reading. It would also gather whole reads where only the cut frame at the end needs it. */
public final class FrameDecoder extends ChannelInboundHandlerAdapter {
  private static final int HEADER_BYTES = FrameEncoder.HEADER_BYTES;

  private enum State {
    /** Before or inside a header. */
    HEADER,
    /** Inside the payload of a frame that the listener will get. */
    PAYLOAD,
    /** Inside the payload of an unknown extension. */
    SKIPPING,
    /** After an error, or after the decoder was removed. */
    DROPPING
  }

  private final FrameLimits limits;
  private final FrameListener listener;

  // Event loop only.
  private State state = State.HEADER;
  private boolean firstHeader = true;
  private boolean extensionsAllowed;
  private long header;
  private int headerBytes;
  private int payloadBytes;
  // Frames that come in one read need none.
  private @Nullable PayloadBuffer payload;
  private long arrivingAnswer;
  private boolean decoding;
  private @Nullable Queue<ByteBuf> reentered;

  /**
   * Makes the decoder of one connection.
   *
   * @param options the limits, and which frames exist
   * @param listener gets the frames, on the connection's event loop
   */
  public FrameDecoder(WireOptions options, FrameListener listener) {
    this.limits = new FrameLimits(options);
    this.listener = requireNonNull(listener, "listener: null (expected: a listener)");
  }

  /**
   * From now on frames of unknown extension types are skipped, as both HELLOs agreed; until then
   * they are violations. To be called on the event loop.
   */
  public void allowExtensions() {
    extensionsAllowed = true;
  }

  /**
   * Refuses what the decoder cannot know to be wrong, such as a REQUEST sent to a client: reports
   * the error to the listener and drops all further input, as after an error of the decoder's own.
   * Does nothing if an error was reported before. To be called on the event loop, also from within
   * {@link FrameListener#onFrame}.
   *
   * @param ctx the decoder's context
   * @param error what is wrong
   */
  public void reject(ChannelHandlerContext ctx, WireError error) {
    assert ctx.executor().inEventLoop();
    if (state != State.DROPPING) {
      drop();
      report(ctx, error);
    }
  }

  /**
   * Whether a frame has begun and is not whole yet. To be called on the event loop.
   *
   * @return whether it is so; never after an error, nor for a frame that is being handed over
   */
  public boolean insideFrame() {
    return headerBytes > 0;
  }

  /**
   * How much of the frame that has begun is here: what a bound for slow frames compares. To be
   * called on the event loop.
   *
   * @return its bytes so far, header included, or 0 outside a frame
   */
  public int frameBytesReceived() {
    return headerBytes + payloadBytes;
  }

  /**
   * Which request is being answered: the id of the RESPONSE that has begun and is not whole yet,
   * once that is here. It stays if the input ends inside the frame: the peer has processed that
   * request, though nobody will have the answer. To be called on the event loop.
   *
   * @return the id, or 0 if there is none
   */
  public long arrivingAnswer() {
    return arrivingAnswer;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (!(msg instanceof ByteBuf in)) {
      ctx.fireChannelRead(msg);
      return;
    }
    // A listener that turns reading on may be handed the next read before it returns.
    if (decoding) {
      if (reentered == null) {
        reentered = new ArrayDeque<>(1);
      }
      reentered.add(in);
      return;
    }
    decoding = true;
    for (ByteBuf next = in; next != null; next = nextReentered()) {
      receive(ctx, next);
    }
    decoding = false;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    endInput(ctx);
    ctx.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      endInput(ctx);
    }
    ctx.fireUserEventTriggered(event);
  }

  /** Drops what has been gathered; a decoder that was removed decodes no more. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }

  private @Nullable ByteBuf nextReentered() {
    return reentered == null ? null : reentered.poll();
  }

  private void receive(ChannelHandlerContext ctx, ByteBuf in) {
    try {
      if (state != State.DROPPING) {
        reportBytes(ctx, in.readableBytes());
        decode(ctx, in);
      }
    } catch (Throwable outOfMemory) {
      // The place in the stream is lost with these bytes.
      drop();
      ctx.fireExceptionCaught(outOfMemory);
    } finally {
      in.release();
    }
  }

  private void decode(ChannelHandlerContext ctx, ByteBuf in) {
    boolean more = true;
    while (more) {
      more =
          switch (state) {
            case HEADER -> readHeader(ctx, in);
            case PAYLOAD -> readPayload(ctx, in);
            case SKIPPING -> skipPayload(in);
            case DROPPING -> false;
          };
    }
  }

  /* The steps return whether they came to their end, or else want more input. */

  private boolean readHeader(ChannelHandlerContext ctx, ByteBuf in) {
    if (headerBytes == 0 && in.readableBytes() >= HEADER_BYTES) {
      header = in.readLong();
      headerBytes = HEADER_BYTES;
    }
    while (headerBytes < HEADER_BYTES && in.isReadable()) {
      header = (header << Byte.SIZE) | in.readUnsignedByte();
      headerBytes++;
    }
    if (headerBytes < HEADER_BYTES) {
      return false;
    }
    WireError error = judgeHeader(in);
    if (error != null) {
      reject(ctx, error);
      return false;
    }
    firstHeader = false;
    state = FrameType.isExtension(type()) ? State.SKIPPING : State.PAYLOAD;
    return true;
  }

  private @Nullable WireError judgeHeader(ByteBuf rest) {
    if (firstHeader) {
      WireError foreign = FirstBytes.recognize(header, HEADER_BYTES, rest);
      if (foreign != null) {
        return foreign;
      }
    }
    int type = type();
    boolean allowed = limits.allows(type) || (extensionsAllowed && FrameType.isExtension(type));
    if (!allowed) {
      return new WireError.ForbiddenType(Integer.toUnsignedLong(type));
    }
    int min = FrameLimits.min(type);
    int max = limits.max(type);
    if (length() < min || length() > max) {
      long announced = Integer.toUnsignedLong(length());
      return new WireError.LengthOutOfRange(Integer.toUnsignedLong(type), announced, min, max);
    }
    return null;
  }

  private boolean readPayload(ChannelHandlerContext ctx, ByteBuf in) {
    int length = length();
    if (payloadBytes == 0 && in.readableBytes() >= length) {
      deliver(ctx, in, length);
      return true;
    }
    int bytes = Math.min(length - payloadBytes, in.readableBytes());
    PayloadBuffer gathered = payload == null ? new PayloadBuffer() : payload;
    payload = gathered;
    gathered.add(ctx.alloc(), in, bytes, length);
    payloadBytes += bytes;
    if (payloadBytes < length) {
      if (type() == FrameType.RESPONSE && payloadBytes >= Long.BYTES) {
        arrivingAnswer = gathered.firstLong();
      }
      return false;
    }
    arrivingAnswer = 0;
    ByteBuf whole = gathered.take();
    try {
      deliver(ctx, whole, length);
    } finally {
      whole.release();
    }
    return true;
  }

  private boolean skipPayload(ByteBuf in) {
    int bytes = Math.min(length() - payloadBytes, in.readableBytes());
    in.skipBytes(bytes);
    payloadBytes += bytes;
    if (payloadBytes < length()) {
      return false;
    }
    startHeader();
    return true;
  }

  private void deliver(ChannelHandlerContext ctx, ByteBuf in, int length) {
    int type = type();
    int end = in.readerIndex() + length;
    startHeader();
    try {
      listener.onFrame(ctx, type, in, length);
    } catch (Throwable thrown) {
      ctx.fireExceptionCaught(thrown);
    }
    in.readerIndex(end);
  }

  private void endInput(ChannelHandlerContext ctx) {
    if (!insideFrame()) {
      return;
    }
    WireError foreign =
        firstHeader ? FirstBytes.recognize(header, headerBytes, Unpooled.EMPTY_BUFFER) : null;
    long expected = HEADER_BYTES + (headerBytes < HEADER_BYTES ? 0L : length());
    reject(
        ctx, foreign != null ? foreign : new WireError.Truncated(frameBytesReceived(), expected));
  }

  private void reportBytes(ChannelHandlerContext ctx, int bytes) {
    try {
      listener.onBytes(ctx, bytes);
    } catch (Throwable thrown) {
      ctx.fireExceptionCaught(thrown);
    }
  }

  private void report(ChannelHandlerContext ctx, WireError error) {
    try {
      listener.onWireError(ctx, error);
    } catch (Throwable thrown) {
      ctx.fireExceptionCaught(thrown);
    }
  }

  private void startHeader() {
    state = State.HEADER;
    header = 0;
    headerBytes = 0;
    payloadBytes = 0;
  }

  private void drop() {
    startHeader();
    state = State.DROPPING;
    if (payload != null) {
      payload.release();
    }
  }

  private int length() {
    return (int) (header >>> Integer.SIZE);
  }

  private int type() {
    return (int) header;
  }
}
