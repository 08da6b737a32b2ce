/** The wire format of Belay: frames, encoder, decoder, limits, and errors as values. */
module io.belay.codec {
  requires static transitive org.jspecify;
  requires transitive io.netty.buffer;
  requires transitive io.netty.transport;
  requires io.netty.common;

  exports io.belay.codec;
}
