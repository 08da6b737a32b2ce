package io.belay.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * A frame as an object, for handlers that want one; see {@link FrameForwarder}. Reference-counted:
 * whoever takes it releases it.
 */
public final class Frame extends DefaultByteBufHolder {
  private final int type;

  /**
   * Makes a frame.
   *
   * @param type the frame's type
   * @param payload the payload; the frame owns it
   */
  public Frame(int type, ByteBuf payload) {
    super(payload);
    this.type = type;
  }

  /**
   * The frame's type.
   *
   * @return a number as in {@link FrameType}
   */
  public int type() {
    return type;
  }

  @Override
  public Frame copy() {
    return (Frame) super.copy();
  }

  @Override
  public Frame duplicate() {
    return (Frame) super.duplicate();
  }

  @Override
  public Frame retainedDuplicate() {
    return (Frame) super.retainedDuplicate();
  }

  @Override
  public Frame replace(ByteBuf content) {
    return new Frame(type, content);
  }

  @Override
  public Frame retain() {
    super.retain();
    return this;
  }

  @Override
  public Frame retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public Frame touch() {
    super.touch();
    return this;
  }

  @Override
  public Frame touch(Object hint) {
    super.touch(hint);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && type == ((Frame) other).type;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + type;
  }

  @Override
  public String toString() {
    return "Frame(%s, %s)".formatted(FrameType.name(type), contentToString());
  }
}
