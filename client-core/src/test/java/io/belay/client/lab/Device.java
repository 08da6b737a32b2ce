package io.belay.client.lab;

import io.belay.codec.FrameEncoder;
import io.belay.codec.FrameType;
import io.belay.codec.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.UUID;

/** One life of a client that is a bare socket: it can lose its power, or share its id. */
record Device(Socket socket) implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  /**
   * Connects, says HELLO and has its first PING answered.
   *
   * @throws IOException also if the server sends it away
   */
  static Device connect(int port, UUID id, long epoch) throws IOException {
    Device device = new Device(new Socket(InetAddress.getLoopbackAddress(), port));
    try {
      device.socket.setSoTimeout(PATIENCE_MILLIS);
      ByteBuf hello = Unpooled.buffer();
      FrameEncoder.writeHello(
          hello, new Hello(Hello.VERSION, 0, 600_000, 0, 1 << 20, id, epoch, 0));
      device.say(hello);
      device.expect(FrameType.HELLO);
      device.ping();
      return device;
    } catch (IOException sentAway) {
      device.close();
      throw sentAway;
    }
  }

  int localPort() {
    return socket.getLocalPort();
  }

  /** Sends a PING, and waits for its PONG. */
  void ping() throws IOException {
    ByteBuf ping = Unpooled.buffer();
    FrameEncoder.writePing(ping, 1);
    say(ping);
    expect(FrameType.PONG);
  }

  private void say(ByteBuf frame) throws IOException {
    frame.readBytes(socket.getOutputStream(), frame.readableBytes());
  }

  private void expect(int expected) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int length = in.readInt();
    int type = in.readInt();
    in.skipNBytes(length);
    if (type != expected) {
      throw new IOException("frame type: %d (expected: %d)".formatted(type, expected));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
