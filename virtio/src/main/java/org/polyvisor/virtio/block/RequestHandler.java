package org.polyvisor.virtio.block;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.polyvisor.storage.BlockImage;
import org.polyvisor.virtio.queue.Chain;
import org.polyvisor.virtio.queue.ChainHandler;
import org.polyvisor.virtio.queue.MalformedChainException;
import org.polyvisor.virtio.queue.VirtQueue;

/**
 * Carries out the requests of one queue (virtio 1.2, 5.2.6): a header of 16 readable bytes, data, and a status in the
 * last writable byte. A chain without room for header and status cannot be answered and is malformed.
 */
final class RequestHandler implements ChainHandler {
    private static final Logger LOG = System.getLogger(RequestHandler.class.getName());

    private static final int HEADER_BYTES = 16;
    private static final int STATUS_BYTES = 1;

    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int FLUSH = 4;
    private static final int GET_ID = 8;
    private static final int DISCARD = 11;
    private static final int WRITE_ZEROES = 13;

    static final int OK = 0;
    static final int IOERR = 1;
    static final int UNSUPP = 2;

    private final BlockDevice device;
    private final BlockImage image;
    private final String serial;
    private final byte[] id;
    private final DataTransfer transfer;
    private final RangeCommands ranges;
    private final byte[] headerBytes = new byte[HEADER_BYTES];
    private final ByteBuffer header = ByteBuffer.wrap(headerBytes).order(ByteOrder.LITTLE_ENDIAN);

    /** Data bytes that the present request has written, without gap from the first. */
    private long written;

    private String lastLogged = "";

    RequestHandler(BlockDevice device, BlockImage image, String serial, VirtQueue queue) {
        this.device = device;
        this.image = image;
        this.serial = serial;
        this.id = Arrays.copyOf(serial.getBytes(StandardCharsets.US_ASCII), BlockOptions.MAX_SERIAL);
        this.transfer = new DataTransfer(image, queue);
        this.ranges = new RangeCommands(image, queue);
    }

    @Override
    public long handle(Chain chain) throws MalformedChainException {
        if (chain.readableBytes() < HEADER_BYTES || chain.writableBytes() < STATUS_BYTES) {
            throw new MalformedChainException("block request without room for header or status");
        }
        chain.read(0, headerBytes, 0, HEADER_BYTES);
        written = 0;
        chain.writeLastByte(carryOut(chain));
        // The status counts only if no gap lies before it.
        return written == chain.writableBytes() - STATUS_BYTES ? written + STATUS_BYTES : written;
    }

    private int carryOut(Chain chain) {
        int type = header.getInt(0);
        try {
            return switch (type) {
                case IN -> read(chain, header.getLong(8));
                case OUT -> write(chain, header.getLong(8));
                case FLUSH -> flush();
                case GET_ID -> getId(chain);
                case DISCARD -> image.isReadOnly() ? IOERR : ranges.discard(chain, HEADER_BYTES);
                case WRITE_ZEROES -> image.isReadOnly() ? IOERR : writeZeroes(chain);
                default -> UNSUPP;
            };
        } catch (IOException e) {
            logOnce(e);
            return IOERR;
        }
    }

    /** A guest can repeat a failing request as fast as it likes; the log need not. */
    private void logOnce(IOException e) {
        String message = "disk " + serial + ": " + e.getMessage();
        if (!message.equals(lastLogged)) {
            lastLogged = message;
            LOG.log(Level.WARNING, message);
        }
    }

    private int read(Chain chain, long sector) throws IOException {
        long bytes = chain.writableBytes() - STATUS_BYTES;
        if (!isOnDisk(sector, bytes)) {
            return IOERR;
        }
        boolean complete = transfer.read(chain, sector * BlockImage.SECTOR, bytes);
        written = transfer.done();
        return complete ? OK : IOERR;
    }

    private int write(Chain chain, long sector) throws IOException {
        long bytes = chain.readableBytes() - HEADER_BYTES;
        if (image.isReadOnly() || !isOnDisk(sector, bytes)) {
            return IOERR;
        }
        boolean complete = transfer.write(chain, HEADER_BYTES, sector * BlockImage.SECTOR, bytes);
        return complete ? stable() : IOERR;
    }

    private int writeZeroes(Chain chain) throws IOException {
        int status = ranges.writeZeroes(chain, HEADER_BYTES);
        return status == OK ? stable() : status;
    }

    private int stable() throws IOException {
        if (!device.isWriteback()) {
            image.flush();
        }
        return OK;
    }

    private int flush() throws IOException {
        image.flush();
        return OK;
    }

    private int getId(Chain chain) {
        int room = (int) Math.min(id.length, chain.writableBytes() - STATUS_BYTES);
        written = chain.write(0, id, 0, room);
        return OK;
    }

    private boolean isOnDisk(long sector, long bytes) {
        long sectors = image.size() / BlockImage.SECTOR;
        return bytes % BlockImage.SECTOR == 0
                && sector >= 0
                && sector <= sectors
                && bytes / BlockImage.SECTOR <= sectors - sector;
    }
}
