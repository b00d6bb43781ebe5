#include "core/formats/wuffs_library.h"

// The modules that are compiled, and the one form of pixels that they write. On AVX2, colour JPEGs narrower than 32 pixels
// come out with red and blue exchanged where RGBA is asked for; BGRA is right everywhere.
#define WUFFS_IMPLEMENTATION
#define WUFFS_CONFIG__STATIC_FUNCTIONS
#define WUFFS_CONFIG__MODULES
#define WUFFS_NONMONOLITHIC  // the other modules are declared
#define WUFFS_CONFIG__MODULE__ADLER32
#define WUFFS_CONFIG__MODULE__BASE__CORE
#define WUFFS_CONFIG__MODULE__BASE__INTERFACES
#define WUFFS_CONFIG__MODULE__BASE__PIXCONV
#define WUFFS_CONFIG__MODULE__BMP
#define WUFFS_CONFIG__MODULE__DEFLATE
#define WUFFS_CONFIG__MODULE__GIF
#define WUFFS_CONFIG__MODULE__JPEG
#define WUFFS_CONFIG__MODULE__PNG
#define WUFFS_CONFIG__MODULE__VP8
#define WUFFS_CONFIG__MODULE__WEBP
#define WUFFS_CONFIG__MODULE__ZLIB
#define WUFFS_CONFIG__DST_PIXEL_FORMAT__ENABLE_ALLOWLIST
#define WUFFS_CONFIG__DST_PIXEL_FORMAT__ALLOW_BGRA_NONPREMUL
#include <wuffs-unsupported-snapshot.c>

#include <algorithm>
#include <cstdlib>

#include "runner/core/formats/crc32.h"

// The part of Wuffs' module CRC32 that its PNG decoder calls: its own has a table of 16 kilobytes.
wuffs_base__status wuffs_crc32__ieee_hasher__initialize(wuffs_crc32__ieee_hasher* self, size_t, uint64_t, uint32_t) {
  self->private_impl.f_state = 0;
  return wuffs_base__make_status(nullptr);
}

static uint32_t wuffs_crc32__ieee_hasher__update_u32(wuffs_crc32__ieee_hasher* self, wuffs_base__slice_u8 bytes) {
  self->private_impl.f_state = runner::Crc32({reinterpret_cast<const char*>(bytes.ptr), bytes.len}, self->private_impl.f_state);
  return self->private_impl.f_state;
}

namespace runner {
namespace {

using ImageDecoder = wuffs_base__image_decoder::unique_ptr;

constexpr uint64_t kFirstStep = uint64_t{256} << 10;  // bytes that are unpacked before there is room for more

struct FreeMemory {
  void operator()(uint8_t* bytes) const { std::free(bytes); }
};
using Memory = std::unique_ptr<uint8_t, FreeMemory>;

ImageDecoder MakeDecoder(WuffsFormat format) {
  switch (format) {
    case WuffsFormat::kBmp: return wuffs_bmp__decoder::alloc_as__wuffs_base__image_decoder();
    case WuffsFormat::kGif: return wuffs_gif__decoder::alloc_as__wuffs_base__image_decoder();
    case WuffsFormat::kJpeg: return wuffs_jpeg__decoder::alloc_as__wuffs_base__image_decoder();
    case WuffsFormat::kPng: return wuffs_png__decoder::alloc_as__wuffs_base__image_decoder();
    case WuffsFormat::kWebp: return wuffs_webp__decoder::alloc_as__wuffs_base__image_decoder();
  }
  return ImageDecoder(nullptr);
}

wuffs_base__io_buffer Reader(std::string_view bytes) {
  // Wuffs writes into no buffer that it reads from.
  auto* data = reinterpret_cast<uint8_t*>(const_cast<char*>(bytes.data()));
  return wuffs_base__ptr_u8__reader(data, bytes.size(), true);
}

}  // namespace

struct WuffsPicture::State {
  ImageDecoder decoder;
  wuffs_base__io_buffer source;
  wuffs_base__image_config config;
};

WuffsPicture::WuffsPicture(WuffsFormat format, std::string_view bytes)
    : state_(new State{MakeDecoder(format), Reader(bytes), wuffs_base__null_image_config()}) {}

WuffsPicture::~WuffsPicture() = default;

const char* WuffsPicture::ReadHeader(WuffsHeader& header) {
  if (!state_->decoder) return kNoMemory;
  const wuffs_base__status status = state_->decoder->decode_image_config(&state_->config, &state_->source);
  if (!status.is_ok()) return status.repr;
  // A JPEG's colours are interpolated as libjpeg does it, which repeats them in the narrowest pictures, so that they are
  // those of other programs.
  state_->decoder->set_quirk(WUFFS_BASE__QUIRK_QUALITY, state_->config.pixcfg.width() < 5
                                                            ? WUFFS_BASE__QUIRK_QUALITY__VALUE__LOWER_QUALITY
                                                            : WUFFS_BASE__QUIRK_QUALITY__VALUE__HIGHER_QUALITY);
  const wuffs_base__pixel_config& pixels = state_->config.pixcfg;
  header.width = pixels.width();
  header.height = pixels.height();
  header.gray = pixels.pixel_format().repr == WUFFS_BASE__PIXEL_FORMAT__Y ||
                pixels.pixel_format().repr == WUFFS_BASE__PIXEL_FORMAT__Y_16LE ||
                pixels.pixel_format().repr == WUFFS_BASE__PIXEL_FORMAT__Y_16BE;
  header.opaque = pixels.pixel_format().transparency() == WUFFS_BASE__PIXEL_ALPHA_TRANSPARENCY__OPAQUE;
  header.work_bytes = state_->decoder->workbuf_len().max_incl;
  return nullptr;
}

const char* WuffsPicture::ReadPixels(uint8_t* bgra) {
  const uint32_t width = state_->config.pixcfg.width();
  const uint32_t height = state_->config.pixcfg.height();
  const uint64_t work_bytes = state_->decoder->workbuf_len().max_incl;
  const Memory work(static_cast<uint8_t*>(std::malloc(static_cast<size_t>(std::max<uint64_t>(work_bytes, 1)))));
  if (work == nullptr) return kNoMemory;
  wuffs_base__pixel_config config = wuffs_base__null_pixel_config();
  config.set(WUFFS_BASE__PIXEL_FORMAT__BGRA_NONPREMUL, WUFFS_BASE__PIXEL_SUBSAMPLING__NONE, width, height);
  wuffs_base__pixel_buffer pixels = wuffs_base__null_pixel_buffer();
  wuffs_base__status status =
      pixels.set_from_slice(&config, wuffs_base__make_slice_u8(bgra, size_t{width} * size_t{height} * 4));
  if (status.is_ok()) status = state_->decoder->decode_frame_config(nullptr, &state_->source);
  if (status.is_ok()) {
    status = state_->decoder->decode_frame(&pixels, &state_->source, WUFFS_BASE__PIXEL_BLEND__SRC,
                                           wuffs_base__make_slice_u8(work.get(), static_cast<size_t>(work_bytes)), nullptr);
  }
  return status.repr;
}

Unpacked UnpackDeflate(std::string_view packed, uint64_t most) {
  Unpacked unpacked;
  const wuffs_deflate__decoder::unique_ptr decoder = wuffs_deflate__decoder::alloc();
  if (!decoder) return unpacked;
  unpacked.bytes.reserve(static_cast<size_t>(most));
  wuffs_base__io_buffer source = Reader(packed);
  size_t written = 0;
  for (uint64_t room = std::min(most, kFirstStep);; room = std::min(most, room * 2)) {
    unpacked.bytes.resize(static_cast<size_t>(room));
    wuffs_base__io_buffer target =
        wuffs_base__ptr_u8__writer(reinterpret_cast<uint8_t*>(unpacked.bytes.data()), unpacked.bytes.size());
    target.meta.wi = written;
    const wuffs_base__status status = decoder->transform_io(&target, &source, wuffs_base__empty_slice_u8());
    written = target.meta.wi;
    unpacked.ended = status.is_ok();
    if (status.repr != wuffs_base__suspension__short_write || room == most) break;
  }
  unpacked.bytes.resize(written);
  return unpacked;
}

}  // namespace runner
