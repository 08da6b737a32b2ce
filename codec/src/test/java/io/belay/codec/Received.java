package io.belay.codec;

import io.netty.buffer.ByteBufUtil;

/** A frame as the listener got it. */
record Received(int type, String hex) {
  Received(int type, byte[] payload) {
    this(type, ByteBufUtil.hexDump(payload));
  }

  byte[] payload() {
    return ByteBufUtil.decodeHexDump(hex);
  }

  /** The frame as it stood on the wire. */
  byte[] frame() {
    byte[] payload = payload();
    return Bytes.join(Bytes.header(type, payload.length), payload);
  }

  @Override
  public String toString() {
    return FrameType.name(type) + " " + hex;
  }
}
